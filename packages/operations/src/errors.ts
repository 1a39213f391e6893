import { type Finding, TowpathError } from "@towpath/core";

/** Why a request could not be carried out. Each code has a section in the docs; codes are never reused. */
export type OperationErrorCode =
  | "operation/no-manifest"
  | "operation/unknown-environment"
  | "operation/evidence-file"
  | "operation/choose-environment"
  | "operation/all-or-one"
  | "operation/engine-not-built"
  | "operation/environment-not-built"
  | "operation/no-terraform"
  | "operation/no-workload"
  | "operation/not-built"
  | "operation/offline-plan"
  | "operation/approved-digest"
  | "operation/not-approved"
  | "operation/consent-not-needed"
  | "operation/drifted"
  | "operation/driver-broken"
  | "operation/driver-not-fetched"
  | "operation/driver-proposed"
  | "operation/driver-reference"
  | "operation/driver-taken"
  | "operation/rule-exists"
  | "operation/unknown-rule"
  | "operation/pack-broken"
  | "operation/pack-not-fetched"
  | "operation/pack-not-found"
  | "operation/pack-proposed"
  | "operation/pack-reference"
  | "operation/plan-file"
  | "operation/recipe-contract"
  | "operation/output-file"
  | "operation/unknown-format"
  | "operation/unknown-path"
  | "operation/test-resources"
  | "operation/reveal-needs-terminal"
  | "operation/unknown-output"
  | "operation/bad-number"
  | "operation/bad-answer"
  | "operation/bad-duration"
  | "operation/deployment-kind"
  | "operation/gate-closed"
  | "operation/gate-unknown"
  | "operation/not-succeeded"
  | "operation/promotion-way"
  | "operation/manifest-exists"
  | "operation/missing-answer"
  | "operation/module-proposed"
  | "operation/resources-not-applied"
  | "operation/unknown-address"
  | "operation/unknown-consent"
  | "operation/same-service"
  | "operation/unknown-kind"
  | "operation/export-folder"
  | "operation/export-state"
  | "operation/foreign-file"
  | "operation/output-file"
  | "operation/unknown-schema"
  | "operation/waiver-facts"
  | "operation/waivers-file"
  | "operation/not-confirmed"
  | "operation/outside-repository"
  | "operation/file-changed"
  | "operation/platform-reference"
  | "operation/platform-not-found"
  | "operation/platform-unreachable"
  | "operation/platform-access"
  | "operation/platform-damaged"
  | "operation/platform-tool-missing"
  | "operation/platform-fetch-failed"
  | "operation/platform-cache"
  | "operation/platform-not-pinned"
  | "operation/platform-proposed"
  | "operation/types-proposed"
  | "operation/base-not-found"
  | "operation/base-revision"
  | "operation/manifest-hidden"
  | "operation/choose-lock"
  | "operation/locked"
  | "operation/loose-error"
  | "operation/not-sealed"
  | "operation/state-credentials"
  | "operation/unknown-generation"
  | "operation/unknown-key"
  | "operation/state-of-another-machine"
  | "operation/state-would-vanish"
  | "operation/disk"
  | "operation/unexpected";

/** A request that cannot be carried out as it stands, or a machine that does not let it. */
export class OperationError extends TowpathError<OperationErrorCode> {
  override readonly name = "OperationError";
}

/** Documents that cannot be used, with everything that is wrong in them. */
export class InvalidDocuments extends Error {
  override readonly name = "InvalidDocuments";
  readonly findings: readonly Finding[];

  constructor(findings: readonly Finding[]) {
    super("The documents cannot be used as they are.");
    this.findings = findings;
  }
}
