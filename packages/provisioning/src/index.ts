// Contracts

// Drivers of one's own, with what they give secrets and refusals as
export { makeFinding, Secret, TowpathError } from "@towpath/core";
export { isSameJson, jsonDifferences, worstRisk } from "@towpath/manifest/difference";
export type * from "./driver.ts";
export { type DriverPackage, defineDrivers, driversOf } from "./drivers/define-drivers.ts";
export type * from "./engine.ts";
// Environments
export { adoptResource } from "./environment/adopt-resource.ts";
export { type Applied, type ApplyOptions, applyEnvironment } from "./environment/apply-environment.ts";
export { type ContextParts, contextFor } from "./environment/context-for.ts";
export { type Drift, driftOf } from "./environment/drift.ts";
export { type Engines, engineNamed } from "./environment/engine-groups.ts";
export {
  type Environment,
  environmentKey,
  observeEnvironment,
  type PlanOptions,
  planEnvironment,
  prepareEnvironment,
} from "./environment/environment.ts";
// Errors
export {
  Conflict,
  formatHolder,
  LockHeld,
  ProvisioningError,
  type ProvisioningErrorCode,
  StalePlan,
} from "./errors.ts";
// The lock
export { currentHolder } from "./lock/holder.ts";
export { acquireLock, LOCK_RENEWAL_MS, type Lock, type LockEffects, releaseLock, renewLock } from "./lock/lock.ts";
export { isGone } from "./lock/process-identity.ts";
export { unlockRun, unlockStale } from "./lock/unlock.ts";
export { LOCK_TTL_MS } from "./lock/watch-holder.ts";
export { type Locked, withLock } from "./lock/with-lock.ts";
export type * from "./plan.ts";
// Plans
export { buildPlan, digestChanges, isEmptyPlan, type PlanParts } from "./planning/build-plan.ts";
export { type ChangeComparison, comparePlans, type PlanComparison } from "./planning/compare-plans.ts";
export { consentName, requireConsent, retainWithoutConsent } from "./planning/consent.ts";
// For engines of one's own: what an engine records, so that others can use its outputs
export { type Moved, type RefusedMove, requireMoves, withMoves } from "./planning/moves.ts";
export { inDependencyOrder, type Ordered } from "./planning/order.ts";
export { requireSamePlan } from "./planning/stale-plan.ts";
// The reconciler
export { DEFAULT_LIMITS, type Limits } from "./reconciler/limits.ts";
export { createReconcilingEngine, type ReconcilingEngineParts } from "./reconciler/reconciling-engine.ts";
export { openOutput, openOutputs, recordOutputs } from "./reconciler/recorded-outputs.ts";
export { isTransient, transient } from "./reconciler/transient.ts";
// Secrets and templates
export { fileSecrets, LOCAL_SECRETS_FILE } from "./secrets/file-secrets.ts";
export { knownSecrets } from "./secrets/known-secrets.ts";
export { generatePassword } from "./secrets/password.ts";
export { openSecretBox, type SecretBox, STORED_KEY, storedSecretBox } from "./secrets/secret-box.ts";
export { isSealed, openStateBox, type StateBox } from "./secrets/state-box.ts";
export {
  parseStateKey,
  readStateKey,
  type StateKey,
  type StateKeySource,
  stateKeyMissing,
} from "./secrets/state-key.ts";
// The state
export { decodeState } from "./state/decode-state.ts";
export { encodeState } from "./state/encode-state.ts";
export { restoreState } from "./state/restore-state.ts";
export { readState, readStored, type StoredState, stateDigest, updateState } from "./state/state.ts";
export type {
  Intention,
  LockRecord,
  ProcessIdentity,
  RecordedMove,
  RecordedOutput,
  RecordedResource,
  StateDocument,
} from "./state/state-document.ts";
export type * from "./state-store.ts";
// Stores
export { fileStore, type StoreFiles } from "./store/file-store.ts";
export { makeFolder, syncFolder } from "./store/make-folder.ts";
export { sealedStore } from "./store/sealed-store.ts";
export { heartbeatKey, isHeartbeat, keySegments, stateKey } from "./store/store-key.ts";
export {
  renderTemplate,
  renderValue,
  resolveVariables,
  type ServiceReader,
  type TemplateContext,
} from "./templates/render-template.ts";
export type * from "./workload-host.ts";
