// Building
export type { ArtifactStore, StoredArtifact } from "./artifact/artifact-store.ts";
export { directoryArtifactStore } from "./artifact/directory-artifact-store.ts";
export { UNPACK_LIMITS, type UnpackLimits, unpackArtifact } from "./artifact/unpack-artifact.ts";
export { type BuildRequest, build } from "./build/build.ts";
export type { DeliveryEffects } from "./delivery-effects.ts";
// Deploying
export { type DeployOutcome, type DeployRequest, deploy } from "./deployment/deploy.ts";
export {
  type Deployment,
  type DeploymentKind,
  type DeploymentState,
  isFinal,
  type StateChange,
  type Verification,
} from "./deployment/deployment.ts";
export { deploymentsKey, deploymentsOf, lastSucceeded } from "./deployment/deployment-log.ts";
export { PROOF, type ProofSettings } from "./deployment/prove.ts";
export { deploymentSentence } from "./deployment/sentence.ts";
// Errors
export { DeliveryError, type DeliveryErrorCode } from "./errors.ts";
// Releases
export type { Release, ReleaseArtifact } from "./release/release.ts";
export { latestRelease, recordRelease, releasesOf } from "./release/release-log.ts";
export { runnableRelease } from "./release/runnable-release.ts";
export type { TestTotals } from "./test-run/judge-reports.ts";
// Testing
export type { LineCoverage } from "./test-run/lcov.ts";
export { type TestOutcome, type TestRequest, test } from "./test-run/test.ts";
export type { TestCase } from "./test-run/test-case.ts";
export type { TestFindingCode } from "./test-run/test-findings.ts";
