import { TowpathError } from "@towpath/core";

/** What this engine refuses or fails with. Each code has a page in the docs; codes are never reused. */
export type TerraformErrorCode =
  | "engine-terraform/adopt-id"
  | "engine-terraform/already-exists"
  | "engine-terraform/backend-options"
  | "engine-terraform/backend-unreachable"
  | "engine-terraform/credentials"
  | "engine-terraform/denied"
  | "engine-terraform/engine-options"
  | "engine-terraform/exchanged-names"
  | "engine-terraform/failed"
  | "engine-terraform/interrupted"
  | "engine-terraform/kept-changed"
  | "engine-terraform/made-unseen"
  | "engine-terraform/module-not-found"
  | "engine-terraform/module-refused"
  | "engine-terraform/output-too-large"
  | "engine-terraform/plan-damaged"
  | "engine-terraform/plan-newer"
  | "engine-terraform/plan-stale"
  | "engine-terraform/prevented"
  | "engine-terraform/program-missing"
  | "engine-terraform/program-too-old"
  | "engine-terraform/program-version"
  | "engine-terraform/provider-crashed"
  | "engine-terraform/provider-inconsistent"
  | "engine-terraform/provider-not-found"
  | "engine-terraform/quota"
  | "engine-terraform/recipe"
  | "engine-terraform/state-belongs-to-another"
  | "engine-terraform/state-conflict"
  | "engine-terraform/state-damaged"
  | "engine-terraform/state-locked"
  | "engine-terraform/state-missing"
  | "engine-terraform/state-newer"
  | "engine-terraform/state-read-only"
  | "engine-terraform/state-too-large"
  | "engine-terraform/state-unwritten"
  | "engine-terraform/throttled"
  | "engine-terraform/timeout"
  | "engine-terraform/unreachable"
  | "engine-terraform/work-folder";

/** What Terraform or OpenTofu could not do, or was not asked to do. */
export class TerraformError extends TowpathError<TerraformErrorCode> {
  override readonly name = "TerraformError";
}
