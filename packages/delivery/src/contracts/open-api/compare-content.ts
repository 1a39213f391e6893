import { canonicalJson } from "@towpath/core";
import { type Located, member, members } from "./open-api-document.ts";
import { directionOf } from "./operation.ts";
import { type OperationReporter, schemaIn } from "./operation-reporter.ts";
import { type Direction, pointerOf } from "./schema-comparison.ts";

/** Compares what a body may be: media types, and the schema of each. */
export function compareContent(
  pair: OperationReporter,
  was: Located | undefined,
  is: Located | undefined,
  of: Direction,
  name: string,
): void {
  const direction = directionOf(pair.before, of);
  const later = byType(is);
  const former = byType(was);
  const taken = new Set<string>();
  for (const [type, old] of former) {
    const found = later.has(type) ? type : [...later.keys()].find((range) => covers(range, type));
    const now = found === undefined ? undefined : later.get(found);
    if (found === undefined || !now) {
      pair.report({
        kind: "breaking",
        code: "media-type-removed",
        message: `${capital(name)} is never ${type} any more.`,
        before: old.path,
        after: is?.path,
        part: pointerOf(old.path),
        isGone: true,
      });
      continue;
    }
    taken.add(found);
    pair.schemas(schemaIn(old, member(old, "schema")), schemaIn(now, member(now, "schema")), direction);
    const encoding = (of: Located): string => canonicalJson(member(of, "encoding")?.value ?? {});
    if (encoding(old) !== encoding(now))
      pair.report({
        kind: "risky",
        code: "encoding-changed",
        message: `${capital(name)} as ${type} has its parts encoded in another way.`,
        before: [...old.path, "encoding"],
        after: [...now.path, "encoding"],
      });
  }
  for (const [type, now] of later) {
    if (former.has(type) || taken.has(type)) continue;
    const isCovered = [...former.keys()].some((range) => covers(range, type));
    // A client asks for the type that it knows.
    if (!isCovered)
      pair.report({
        kind: "safe",
        code: "media-type-added",
        message: `${capital(name)} may be ${type} now.`,
        after: now.path,
      });
  }
}

function byType(content: Located | undefined): ReadonlyMap<string, Located> {
  return new Map(members(content).map(([type, of]) => [type.toLowerCase().replace(/\s+/g, ""), of]));
}

/** Whether a range such as `application/*` is also of a type. */
function covers(range: string, type: string): boolean {
  return range === "*/*" || (range.endsWith("/*") && type.startsWith(range.slice(0, -1)));
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
