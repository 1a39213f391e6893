// Contracts

export type * from "./driver.ts";
export type * from "./engine.ts";
export type * from "./plan.ts";
export type * from "./state-store.ts";
export type * from "./workload-host.ts";

// Drivers of one's own, with what they give secrets and refusals as

export { makeFinding, Secret, TowpathError } from "@towpath/core";
export { type DriverPackage, defineDrivers, driversOf } from "./drivers/define-drivers.ts";
export { isTransient, transient } from "./reconciler/transient.ts";

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

// Plans

export { isSameJson, jsonDifferences, worstRisk } from "@towpath/manifest/difference";
export { buildPlan, digestChanges, isEmptyPlan, type PlanParts } from "./planning/build-plan.ts";
export { changeTitle } from "./planning/change-title.ts";
export { type ChangeComparison, comparePlans, type PlanComparison } from "./planning/compare-plans.ts";
export { consentName, requireConsent, retainWithoutConsent } from "./planning/consent.ts";
export { type Moved, type RefusedMove, requireMoves, withMoves } from "./planning/moves.ts";
export { inDependencyOrder, type Ordered } from "./planning/order.ts";
export { orphanInTheWay, requireOwnRecord } from "./planning/own-record.ts";
export { requireSamePlan } from "./planning/stale-plan.ts";

// The reconciler

export { DEFAULT_LIMITS, type Limits } from "./reconciler/limits.ts";
export { createReconcilingEngine, type ReconcilingEngineParts } from "./reconciler/reconciling-engine.ts";

// For engines of one's own: what an engine records, so that others can use its outputs

export { openOutput, openOutputs, recordOutputs } from "./reconciler/recorded-outputs.ts";

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

// Stores

export { fileStore, type StoreFiles } from "./store/file-store.ts";
export { makeFolder, syncFolder } from "./store/make-folder.ts";
export { sealedStore } from "./store/sealed-store.ts";
export { heartbeatKey, isHeartbeat, keySegments, stateKey } from "./store/store-key.ts";

// The lock

export { currentHolder } from "./lock/holder.ts";
export { acquireLock, LOCK_RENEWAL_MS, type Lock, type LockEffects, releaseLock, renewLock } from "./lock/lock.ts";
export { isGone, ownProcess, processIdentity } from "./lock/process-identity.ts";
export { unlockRun, unlockStale } from "./lock/unlock.ts";
export { LOCK_TTL_MS } from "./lock/watch-holder.ts";
export { type Locked, withLock } from "./lock/with-lock.ts";

// Secrets

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

// Templates

export {
  renderTemplate,
  renderValue,
  resolveVariables,
  type ServiceReader,
  type TemplateContext,
} from "./templates/render-template.ts";

// Errors

export {
  Conflict,
  formatHolder,
  LockHeld,
  ProvisioningError,
  type ProvisioningErrorCode,
  StalePlan,
} from "./errors.ts";
