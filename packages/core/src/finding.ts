import type { Address } from "./address.ts";
import type { Fix } from "./fix.ts";
import { comparePlaces, type Place, type Range } from "./place.ts";

/** How a rule or a check ended for one subject, where it did not pass. See `policy.md`, Outcomes. */
export type Outcome = "fail" | "waived" | "pending" | "upcoming" | "indeterminate" | "error";

/** Whether a failure blocks. Comes from the platform, never from the rule. */
export type Level = "mandatory" | "advisory";

/** How bad it is when it is true, as the rule's author sees it. */
export type Severity = "critical" | "high" | "medium" | "low" | "info";

/** One replacement in a file. Edits of one finding do not overlap. */
export interface Edit {
  readonly file: string;
  readonly range: Range;
  readonly text: string;
  readonly safety: Fix["safety"];
}

/** What a check has to say about one subject, from a schema error to a drifted grant. */
export interface Finding {
  /** Stable: `manifest/unknown-key`, `data/backup-retention`. */
  readonly code: string;
  /** One or two sentences: what was found and what was expected. Plain text, untrusted parts included as they are. */
  readonly message: string;
  /** Where the code is explained: a path in the docs or an address. */
  readonly docs: string;
  readonly outcome: Outcome;
  readonly level: Level;
  readonly severity: Severity;
  /** The service it is about; absent for a platform's own documents. */
  readonly service?: string | undefined;
  readonly address: Address;
  /** The environments it holds in; empty when it holds regardless of one. */
  readonly environments: readonly string[];
  /** The first is the main one. */
  readonly places: readonly Place[];
  /** What to do next, the likeliest first. */
  readonly suggestions: readonly string[];
  /** How it is mended; shown by no renderer. */
  readonly fix?: Fix | undefined;
  /** The fix as replacements of text, where somebody asked for them. */
  readonly edits?: readonly Edit[] | undefined;
  /** The same for the same thing wherever it stands in its file: see {@link fingerprint} in digest.ts. */
  readonly fingerprint: string;
}

/** True when the finding stops what was asked for: a mandatory one that failed or could not be evaluated. */
export function isBlocking(finding: Finding): boolean {
  if (finding.level !== "mandatory") return false;
  return finding.outcome === "fail" || finding.outcome === "pending" || finding.outcome === "error";
}

/** Orders findings by place, then code, then address: the order in which every output shows them. */
export function compareFindings(a: Finding, b: Finding): number {
  const [from, to] = [a.places[0], b.places[0]];
  const byPlace = from && to ? comparePlaces(from, to) : Number(Boolean(from)) - Number(Boolean(to));
  return (
    byPlace || compareText(a.code, b.code) || compareText(a.address, b.address) || compareText(a.message, b.message)
  );
}

/** Orders texts by UTF-16 code units: the same on every machine, whatever its locale. */
export function compareText(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
