import type { Digest } from "@towpath/core";
import type { SubjectKey } from "../statement/subject.ts";
import type { Entry } from "./entry.ts";

const DIGITS = 8;

/** What all keys of a service's record begin with. */
export function recordPrefix(service: string): string {
  return `evidence/${service}/`;
}

/** `evidence/orders/entries/00000001`. */
export function entryKey(service: string, index: number): string {
  return `${recordPrefix(service)}entries/${String(index).padStart(DIGITS, "0")}`;
}

/** The index that a key names; undefined for one that is no entry's. */
export function indexOfKey(service: string, key: string): number | undefined {
  const prefix = `${recordPrefix(service)}entries/`;
  const digits = key.startsWith(prefix) ? key.slice(prefix.length) : "";
  return /^\d{8,15}$/.test(digits) && entryKey(service, Number(digits)) === key ? Number(digits) : undefined;
}

/** One folder for each artifact and each commit: `evidence/orders/statements/sha256-ab…/cd…`. */
export function statementKey({
  service,
  subjects,
  statement,
}: Pick<Entry, "service" | "subjects" | "statement">): string {
  const [first = "none"] = subjects;
  return `${recordPrefix(service)}statements/${folderOf(first)}/${statement.slice("sha256:".length)}`;
}

/** The folder of a subject. */
export function folderOf(subject: SubjectKey | Digest | "none"): string {
  return subject.replace(":", "-");
}
