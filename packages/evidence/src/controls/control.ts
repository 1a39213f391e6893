import type { Json } from "@towpath/core";
import type { PredicateName } from "../statement/predicate-type.ts";

/** Something that is to hold for every change, and by which evidence. */
export interface Control {
  /** `change/four-eyes`. */
  readonly id: string;
  /** One sentence for whoever audits. */
  readonly text: string;
  readonly refs: readonly ControlReference[];
  /** Where it has to hold; everywhere when absent. */
  readonly environments?: readonly string[] | undefined;
  /** All of them have to hold. */
  readonly requires: readonly Requirement[];
}

/** What of a framework a control answers. */
export interface ControlReference {
  /** `SOC 2`, `ISO/IEC 27001:2022`, `PCI DSS 4.0.1`, `SLSA`. */
  readonly framework: string;
  /** `CC8.1`. */
  readonly at: string;
}

/** What a control looks at: statements, the record itself, or what runs. */
export type ControlPredicate = Exclude<PredicateName, "control-state"> | "record" | "running";

/** One condition of a control. */
export interface Requirement {
  readonly predicate: ControlPredicate;
  /** The name of a rule for that predicate. */
  readonly rule: string;
  /** What the statement has to say, by the dotted path of a member. */
  readonly where: Readonly<Record<string, readonly Json[]>>;
}

/** That a control does not have to hold for a while. */
export interface ControlWaiver {
  readonly control: string;
  readonly service: string;
  /** Every one when absent. */
  readonly environment?: string | undefined;
  readonly reason: string;
  readonly owner: string;
  readonly approvedBy: readonly string[];
  /** The first day, `2026-11-01`, in UTC. */
  readonly from: string;
  /** The last day. */
  readonly until: string;
}

/** Controls with what lets them off. */
export interface Catalogue {
  readonly controls: readonly Control[];
  readonly waivers: readonly ControlWaiver[];
}
