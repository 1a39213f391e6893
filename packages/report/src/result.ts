import type { Finding } from "@towpath/core";

/** What was asked for: the name of the operation and of the command. */
export type Verb =
  | "validate"
  | "check"
  | "plan"
  | "apply"
  | "build"
  | "test"
  | "deploy"
  | "rollback"
  | "promote"
  | "approve"
  | "provision"
  | "comply"
  | "evidence list"
  | "evidence pack"
  | "evidence sign"
  | "evidence verify"
  | "status"
  | "outputs"
  | "logs"
  | "destroy"
  | "drift"
  | "adopt"
  | "up"
  | "down"
  | "init"
  | "explain"
  | "graph"
  | "schema"
  | "import score"
  | "export backstage"
  | "export terraform"
  | "platform check"
  | "platform test"
  | "policy diff"
  | "policy explain"
  | "policy list"
  | "policy new"
  | "policy test"
  | "waiver list"
  | "waiver baseline"
  | "state history"
  | "state list"
  | "state reseal"
  | "state restore"
  | "state show"
  | "state unlock"
  | "doctor"
  | "upgrade"
  | "completion";

/** How it ended. `failed`: findings, tests or a gate say no. `invalid`: a document or the request. `fault`: an engine, a rule or a service. */
export type Status = "ok" | "failed" | "invalid" | "fault" | "interrupted";

/** Exit codes of every command, as the design fixes them. */
export const EXIT_CODES = { ok: 0, failed: 1, invalid: 2, fault: 3, interrupted: 130 } as const satisfies Record<
  Status,
  number
>;

/**
 * What an operation ended with: one versioned document, of which text, annotations, summaries and the rest are
 * renderings. `data` is the verb's own; `sections` say the same for a person and are not part of the JSON.
 */
export interface Result<Data = unknown> {
  /** The version of this format. */
  readonly result: 1;
  readonly verb: Verb;
  readonly status: Status;
  readonly service?: string | undefined;
  readonly environment?: string | undefined;
  /** One sentence that a person can read out. */
  readonly summary: string;
  /** In the order of {@link import("@towpath/core").compareFindings}. */
  readonly findings: readonly Finding[];
  readonly counts: Counts;
  readonly data: Data;
  readonly sections: readonly Section[];
}

/**
 * How many findings there are of each weight. Each is counted once in `mandatory`, `advisory`, `waived` or `indeterminate`;
 * the others say how many of these are what.
 */
export interface Counts {
  /** Findings that block. */
  readonly mandatory: number;
  readonly advisory: number;
  readonly waived: number;
  readonly indeterminate: number;
  /** Those whose waiver awaits approval: until then they count as if there were none. */
  readonly pending: number;
  /** Those of rules that are not yet in force: among the advisory ones. */
  readonly upcoming: number;
  /** Those of rules that could not be evaluated, of either level. */
  readonly errors: number;
}

/** A part of what a person reads. Texts are untrusted and unescaped: each renderer escapes for its own medium. */
export type Section =
  | {
      readonly kind: "fields";
      readonly title?: string;
      readonly fields: readonly { readonly name: string; readonly value: string }[];
    }
  | {
      readonly kind: "table";
      readonly title?: string;
      readonly head: readonly string[];
      readonly rows: readonly (readonly string[])[];
    }
  | { readonly kind: "lines"; readonly title?: string; readonly lines: readonly string[] }
  /** The weightiest first: what a page has no room for is left out from the end. */
  | {
      readonly kind: "changes";
      readonly title?: string;
      /** One sentence about all of them. */
      readonly summary?: string;
      readonly changes: readonly ChangeLine[];
    }
  /** What was asked for is a text, such as a schema or a diagram: printed as it is, so that it can be piped on. */
  | { readonly kind: "document"; readonly title?: string; readonly text: string };

/** One line of a plan or of an apply, with its details below. */
export interface ChangeLine {
  readonly sign: "+" | "~" | "-" | "!" | "=" | ">" | "?";
  readonly text: string;
  readonly details: readonly string[];
  /** What must not be overlooked: `heavy` loses something, `medium` is felt by whoever uses the thing. */
  readonly weight?: "heavy" | "medium" | undefined;
}
