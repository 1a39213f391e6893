// For whoever looks at a state store: what of Terraform lies in it

export { type PendingImport, readPending } from "./pending.ts";
export { type RestoreParts, restoreTerraformState } from "./restore-terraform-state.ts";
export { type StateFile, type StateThing, thingsOf } from "./state-file.ts";
export { isPendingKey, type TerraformStateOwner, terraformStateKey, terraformStateOwner } from "./state-key.ts";
export { decodeEnvelope, type OpenedEnvelope, openState, type StoredEnvelope } from "./stored-state.ts";
