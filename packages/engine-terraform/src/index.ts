// Errors

export { TerraformError, type TerraformErrorCode } from "./errors.ts";

// State

export { type PendingImport, readPending } from "./state/pending.ts";
export { type ProgressLog, progressLog } from "./state/progress-log.ts";
export { readTerraformState } from "./state/read-state.ts";
export { type ServedState, serveState } from "./state/serve-state.ts";
export { terraformStateKey, terraformStateOwner } from "./state/state-key.ts";
