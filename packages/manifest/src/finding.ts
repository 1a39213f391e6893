import { type Address, type Edit, type Finding, fingerprint, type Level, type Place } from "@towpath/core";
import type { ManifestCode } from "./codes.ts";

const DOCS = "packages/manifest/docs/errors.md";

/** What is particular about one finding; the rest follows from its code. */
export interface FindingFacts {
  readonly code: ManifestCode | `setting/${string}`;
  readonly message: string;
  readonly places: readonly Place[];
  readonly level?: Level | undefined;
  readonly service?: string | undefined;
  readonly address?: Address | undefined;
  readonly environments?: readonly string[] | undefined;
  readonly suggestions?: readonly string[] | undefined;
  readonly edits?: readonly Edit[] | undefined;
  /** Tells apart two findings of one code about one address. */
  readonly discriminator?: string | undefined;
}

/** A finding of this package: mandatory unless said otherwise. */
export function finding(facts: FindingFacts): Finding {
  const { code, service, address = "", level = "mandatory", discriminator } = facts;
  return {
    code,
    message: facts.message,
    docs: `${DOCS}#${code.startsWith("setting/") ? "setting" : code.replace("/", "-")}`,
    outcome: "fail",
    level,
    severity: level === "mandatory" ? "high" : "low",
    ...(service === undefined ? {} : { service }),
    address,
    environments: facts.environments ?? [],
    places: facts.places,
    suggestions: facts.suggestions ?? [],
    ...(facts.edits === undefined ? {} : { edits: facts.edits }),
    fingerprint: fingerprint({ code, service, address, discriminator }),
  };
}

const LONGEST_SHOWN = 60;

/** A value as a message shows it: JSON on one line, cut where it is long. */
export function shown(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list";
  if (typeof value === "object" && value !== null) return "a mapping";
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
