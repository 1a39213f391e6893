import type { Address, Place } from "@towpath/core";
import type { SourceDocument } from "@towpath/manifest";
import type { Mapping, Scalar } from "../source/source-value.ts";
import type { Step, UsesStep } from "../workflow/step.ts";

/** An action that the repository itself holds. */
export interface LocalAction {
  readonly kind: "action";
  /** `actions.FOLDER`. */
  readonly address: Address;
  /** Its file, below the repository's root, with `/`. */
  readonly path: string;
  /** Its folder; empty for the root. */
  readonly folder: string;
  readonly document: SourceDocument;
  /** Where it stands: its first key. */
  readonly place: Place;
  readonly mapping: Mapping;
  readonly name: Scalar | undefined;
  readonly inputs: Mapping | undefined;
  readonly outputs: Mapping | undefined;
  readonly runs: Mapping | undefined;
  /** `composite`, `docker`, `node24`. */
  readonly using: Scalar | undefined;
  /** Those of a composite action. */
  readonly steps: readonly Step[];
  /** The steps of this repository that use it. */
  readonly users: readonly UsesStep[];
}
