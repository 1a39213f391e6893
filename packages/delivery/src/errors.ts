import { type ErrorFacts, TowpathError } from "@towpath/core";

/** Why delivery stopped. Each code has a section in the docs; codes are never reused. */
export type DeliveryErrorCode =
  | "delivery/approval-refused"
  | "delivery/artifact-damaged"
  | "delivery/artifact-kind"
  | "delivery/artifact-missing"
  | "delivery/artifact-refused"
  | "delivery/artifact-store"
  | "delivery/artifact-store-denied"
  | "delivery/artifact-store-option"
  | "delivery/build-failed"
  | "delivery/bundle-missing"
  | "delivery/bundle-refused"
  | "delivery/command-not-started"
  | "delivery/contract-refused"
  | "delivery/coverage-format"
  | "delivery/folder-not-empty"
  | "delivery/nothing-to-build"
  | "delivery/nothing-to-deploy"
  | "delivery/nothing-to-test"
  | "delivery/output-changed"
  | "delivery/output-missing"
  | "delivery/output-refused"
  | "delivery/override-refused"
  | "delivery/reason-missing"
  | "delivery/record-conflict"
  | "delivery/record-damaged"
  | "delivery/record-newer"
  | "delivery/report-refused"
  | "delivery/rollback-target"
  | "delivery/sbom-failed"
  | "delivery/strategy"
  | "delivery/wrong-release";

/** What stopped a build, a test or a deployment. */
export class DeliveryError extends TowpathError<DeliveryErrorCode> {
  override readonly name = "DeliveryError";
}

/** A {@link DeliveryError} from its facts. */
export function deliveryError(facts: ErrorFacts<DeliveryErrorCode>): DeliveryError {
  return new DeliveryError(facts);
}

/** The system's code of an error (`ENOENT`), or undefined for any other. */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}
