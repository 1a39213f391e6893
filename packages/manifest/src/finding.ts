import { type FindingFacts as Facts, type Finding, makeFinding, type Place } from "@towpath/core";
import type { ManifestCode } from "./codes.ts";

const DOCS = "packages/manifest/docs/errors";

/** What is particular about one finding; the rest follows from its code. */
export interface FindingFacts extends Omit<Facts, "code" | "docs" | "outcome" | "severity"> {
  readonly code: ManifestCode | `setting/${string}`;
  readonly places: readonly Place[];
}

/** A finding of this package, with the page of its code: mandatory unless said otherwise. */
export function finding(facts: FindingFacts): Finding {
  const [group = "", name = ""] = facts.code.split("/");
  return makeFinding({ ...facts, docs: `${DOCS}/${group === "setting" ? "setting" : name}.md` });
}

const LONGEST_SHOWN = 60;

/** A value as a message shows it: JSON on one line, cut where it is long. */
export function shown(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list";
  if (typeof value === "object" && value !== null)
    return Object.keys(value).length === 0 ? "an empty mapping" : "a mapping";
  if (typeof value === "string" && value.length > LONGEST_SHOWN)
    return `${JSON.stringify(value.slice(0, LONGEST_SHOWN))}… (${value.length} characters)`;
  return JSON.stringify(value) ?? "nothing";
}

/** A list of names for a person: `a, b, c`, cut after the twelfth. */
export function names(all: Iterable<string>): string {
  const list = [...all];
  const cut = list.slice(0, 12).map((name) => shown(name).slice(1, -1));
  return list.length > 12 ? `${cut.join(", ")} and ${list.length - 12} more` : cut.join(", ");
}
