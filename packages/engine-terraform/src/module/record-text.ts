import type { Json } from "@towpath/core";
import { escapePlaceholders } from "@towpath/manifest";

/** A value with its texts in the form of a {@link import("./module-record.ts").ModuleRecord}: as they are, dollars doubled. */
export function recordValue(value: Json): Json {
  if (typeof value === "string") return escapePlaceholders(value);
  if (Array.isArray(value)) {
    const items: readonly Json[] = value;
    return items.map(recordValue);
  }
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, recordValue(member)]));
}

/** A reference in that form: the placeholder of a path. */
export function recordReference(...path: readonly string[]): string {
  return `\${${path.map((segment) => segment.replaceAll(".", "\\.")).join(".")}}`;
}
