// Building
export { artifactOwner, isArtifactsKey } from "./artifact/artifact-owner.ts";
export type { ArtifactStore, StoredArtifact } from "./artifact/artifact-store.ts";
export { type ArtifactEffects, type ArtifactPlace, artifactStoreFor } from "./artifact/artifact-store-for.ts";
export { directoryArtifactStore } from "./artifact/directory-artifact-store.ts";
export { UNPACK_LIMITS, type UnpackLimits, unpackArtifact } from "./artifact/unpack-artifact.ts";
export { type BuildRequest, build } from "./build/build.ts";
// Contracts
export {
  type BreakingFor,
  type BreakingRequest,
  breakingFor,
  type ContractConsumer,
} from "./contracts/breaking-for.ts";
export type { ChangeKind, ContractChange, ContractChangeCode, PartRef } from "./contracts/contract-change.ts";
export { contractsGate } from "./contracts/contracts-gate.ts";
export { diffOpenApi } from "./contracts/open-api/diff-open-api.ts";
export {
  type OpenApiDocument,
  type ReadOpenApi,
  readOpenApi,
  type UnreadDocument,
} from "./contracts/open-api/open-api-document.ts";
export type { ContractUses, ReadUses, UnreadUses, UsedOperation } from "./contracts/uses/contract-uses.ts";
export { readUses } from "./contracts/uses/read-uses.ts";
export type { DeliveryEffects } from "./delivery-effects.ts";
// Deploying
export { type DeployOutcome, type DeployRequest, deploy } from "./deployment/deploy.ts";
export {
  type Deployment,
  type DeploymentKind,
  type DeploymentState,
  type Exposure,
  isFinal,
  type RecordedGate,
  type StateChange,
  type Verification,
} from "./deployment/deployment.ts";
export { deploymentsKey, deploymentsOf, lastSucceeded, recentDeployments } from "./deployment/deployment-log.ts";
export { type DeploymentPayload, deploymentPayload } from "./deployment/payload.ts";
export { PROOF, type ProofSettings } from "./deployment/prove.ts";
export { type RollbackTarget, rollbackTarget } from "./deployment/rollback-target.ts";
export { deploymentSentence } from "./deployment/sentence.ts";
// Errors
export { DeliveryError, type DeliveryErrorCode } from "./errors.ts";
// Gates
export { type Approval, approvalsKey, approvalsOf } from "./gates/approvals.ts";
export { approvalsGate, type Involved, type TeamMembers } from "./gates/approvals-gate.ts";
export { askGates, isLetThrough, namedGate } from "./gates/ask-gates.ts";
export { failedDigestGate } from "./gates/failed-digest-gate.ts";
export { freezeGate } from "./gates/freeze-gate.ts";
export {
  FREEZE_OVERRIDE_MS,
  type FreezeOverride,
  freezeOverrideOf,
  recordFreezeOverride,
} from "./gates/freeze-override.ts";
export type { Gate, GateAnswer, GateFacts, GateName } from "./gates/gate.ts";
export { recordApproval } from "./gates/record-approval.ts";
export { supersededGate } from "./gates/superseded-gate.ts";
export { promotionGate } from "./promotion/promotion-gate.ts";
// Releases
export { type BundleFile, bundleFiles, contractFile } from "./release/bundle/bundle-files.ts";
export { importBundle } from "./release/bundle/import-bundle.ts";
export { type ReleaseBundle, readBundle } from "./release/bundle/read-bundle.ts";
export { openInBundle, verifyBundle } from "./release/bundle/verify-bundle.ts";
export { addStatement, type BundleExtras, clearBundle, writeBundle } from "./release/bundle/write-bundle.ts";
export { PRUNING, type PruneSettings, pruneReleases } from "./release/prune-releases.ts";
export type {
  Release,
  ReleaseArtifact,
  ReleaseContract,
  ReleaseProvenance,
  ReleaseSbom,
  StoredDocument,
} from "./release/release.ts";
export { latestRelease, recordRelease, releasesOf } from "./release/release-log.ts";
export { runnableRelease } from "./release/runnable-release.ts";
export { type Sbom, type SbomRequest, sbomFor } from "./sbom/sbom-for.ts";
// Testing
export type { CoverageBase, CoverageDifference } from "./test-run/coverage-report/base-coverage.ts";
export {
  type Coverage,
  type CoverageCount,
  type CoverageMeasure,
  MEASURES,
} from "./test-run/coverage-report/coverage.ts";
export { coverageOf, recordCoverage } from "./test-run/coverage-report/coverage-log.ts";
export type { UncoveredFile } from "./test-run/coverage-report/coverage-tally.ts";
export type { TestTotals } from "./test-run/judge-reports.ts";
export { type TestCoverage, type TestOutcome, type TestRequest, test } from "./test-run/test.ts";
export type { TestCase } from "./test-run/test-case.ts";
export type { TestFindingCode } from "./test-run/test-findings.ts";
