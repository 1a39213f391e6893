import type { Files, Finding, JsonObject, Place } from "@towpath/core";
import type { ManifestCode } from "../codes.ts";
import { finding } from "../finding.ts";
import { documentAddress } from "../schema/document-address.ts";
import { servicePath } from "./service-path.ts";
import type { Sourced } from "./sourced.ts";
import { placeOf } from "./sourced-document.ts";

/** A Score file on its way to being a manifest. */
export interface Translation {
  /** What is left of it without the parts that are wrong. */
  readonly score: Sourced;
  /** All that it says, wrong or not. */
  readonly written: JsonObject;
  /** The names of the parts that are wrong, so that nothing more is said about them. */
  readonly broken: readonly (readonly string[])[];
  /** The service's name, as far as it is known. */
  readonly service: string | undefined;
  /** The workload that it becomes. */
  readonly workload: readonly string[];
  /** The manifest has no other part, so what placeholders call metadata is the manifest's own. */
  readonly isWhole: boolean;
  /** The folders of the file and of the manifest, and what the paths that they name stay in; absolute. */
  readonly base: string;
  readonly home: string;
  readonly boundary: string;
  /** The folder that places name files relative to. */
  readonly folder: string;
  readonly files: Files;
  readonly findings: Finding[];
}

/** Says what is wrong with a part of a Score file. */
export function reportFlaw(
  translation: Pick<Translation, "service" | "workload" | "findings">,
  facts: {
    readonly code: ManifestCode;
    readonly message: string;
    /** The part, as the Score file has it. */
    readonly path: readonly string[];
    readonly places: readonly [Sourced | Place, ...(Sourced | Place)[]];
    readonly suggestions?: readonly string[];
    readonly discriminator?: string;
  },
): void {
  const { path, places, ...rest } = facts;
  translation.findings.push(
    finding({
      ...rest,
      service: translation.service,
      address: documentAddress("Service", servicePath(path, translation.workload)),
      places: places.map((one) => ("said" in one ? placeOf(one.said) : one)),
    }),
  );
}
