import { formatPlace, type Json } from "@towpath/core";
import type { Difference } from "@towpath/manifest/difference";

/** A value that differs, on one line: `settings.size: 1 → 2  (towpath.yaml:7:13)`. The values of secrets are not in it. */
export function differenceLine(difference: Difference): string {
  const { path, before, after, unknown, secret, origin } = difference;
  const place = origin ? `  (${formatPlace(origin.place)})` : "";
  if (secret) return `${path}: (secret)${place}`;
  const [old, fresh] = shortened(before, after);
  const later = "(known after apply)";
  // What is there is held against what was applied, or is wanted of what is taken over.
  if (/^actual(?:\.|$)/.test(path))
    return `${path.slice("actual.".length) || "it"}: is ${fresh}, should be ${old}${place}`;
  const now = unknown ? (after === undefined ? later : `${fresh} ${later}`) : fresh;
  return before === undefined ? `${path}: ${now}${place}` : `${path}: ${old} → ${now}${place}`;
}

/** Characters of one value that are shown. */
const LONGEST = 200;
/** Characters before the first difference of two long values that are shown. */
const CONTEXT = 20;

/** Both values, cut where they are long: never before the first character in which they differ. */
function shortened(before: Json | undefined, after: Json | undefined): readonly [string, string] {
  const [a, b] = [shown(before), shown(after)];
  if (a.length <= LONGEST && b.length <= LONGEST) return [a, b];
  let same = 0;
  while (same < a.length && a.charCodeAt(same) === b.charCodeAt(same)) same += 1;
  const start = same <= LONGEST / 2 ? 0 : same - CONTEXT;
  return [cut(a, start), cut(b, start)];
}

function cut(text: string, start: number): string {
  const end = start + LONGEST;
  const middle = text.slice(start, end).toWellFormed();
  return `${start > 0 ? "…" : ""}${middle}${end < text.length ? `… (${text.length} characters)` : ""}`;
}

function shown(json: Json | undefined): string {
  return json === undefined ? "(not set)" : JSON.stringify(json);
}
