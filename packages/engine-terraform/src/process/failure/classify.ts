import type { ErrorKind } from "@towpath/core";
import type { TerraformErrorCode } from "../../errors.ts";
import type { Diagnostic } from "../diagnostic.ts";
import type { Doing, RootPlaces } from "./failure-of.ts";

/** What a diagnostic means. */
export interface Classified {
  readonly code: TerraformErrorCode;
  readonly kind: ErrorKind;
  readonly message: string;
  readonly hint: string;
  /** Of several diagnostics the one with the lowest rank is the reason, others follow from it. */
  readonly rank: number;
}

export interface Circumstances {
  readonly doing: Doing;
  readonly environment: string;
  readonly root: RootPlaces;
}

/** Reads one diagnostic. Never undefined: what nobody knows is `failed`, with Terraform's own words. */
export function classify(diagnostic: Diagnostic, { doing }: Circumstances): Classified {
  return {
    code: "engine-terraform/failed",
    kind: "fault",
    message: `Terraform's ${doing} failed: ${diagnostic.summary}.`,
    hint: "Mend what it says and run the command again.",
    rank: 100,
  };
}
