import type { Origin } from "@towpath/core";
import type { Graph } from "@towpath/manifest";
import type { Plan } from "@towpath/provisioning";
import type { Repository } from "../repository/repository.ts";
import type { At } from "./at.ts";
import type { FixWriter } from "./fix.ts";
import type { DataNames, Datum, Messages } from "./message.ts";
import type { ParameterSchemas, ParameterValues } from "./parameters.ts";

/** What a rule says about its subject. */
export type Report<M extends Messages, Id extends keyof M & string> = {
  readonly messageId: Id;
  /** Where it stands: the subject's own place when absent. The first is the main one. */
  readonly at?: At | readonly At[] | undefined;
  /** What it is about, below the subject: `["settings", "tls"]`. */
  readonly path?: readonly string[];
  /** What it is about where that is not the subject: `["exposes", "api"]`. */
  readonly about?: readonly string[];
  /** What to do next, the likeliest first. */
  readonly suggestions?: readonly string[];
  /** How it is mended, where the rule's `meta.fix` says that it has fixes. */
  readonly fix?: FixWriter | undefined;
} & ([DataNames<M[Id]>] extends [never]
  ? { readonly data?: undefined }
  : { readonly data: Readonly<Record<DataNames<M[Id]>, Datum>> });

/** A value that is known only after apply. */
export interface Unknown {
  readonly known: false;
  readonly why: string;
  readonly origin: Origin;
}

/** What every rule is given beside its subject. A rule that reports nothing passes. */
export interface RuleContext<P extends ParameterSchemas, M extends Messages> {
  readonly params: ParameterValues<P>;
  /** The time of the check: the only clock that a rule has. */
  readonly now: Date;
  report<Id extends keyof M & string>(report: Report<M, Id>): void;
  /** Says that the subject cannot be judged yet, and why. */
  indeterminate(unknown: Unknown, path?: readonly string[]): void;
}

/** What a rule is given beside that, by its phase. */
export interface PhaseContexts {
  readonly documents: object;
  readonly graph: { readonly graph: Graph };
  /** The graph is there when the service was resolved in the same check. */
  readonly plan: { readonly plan: Plan; readonly graph: Graph | undefined };
  readonly repository: { readonly repository: Repository };
  readonly fleet: object;
}
