import { BOUNDS, type Bound, tighter } from "./bound.ts";
import type { PairReporter, Relation } from "./schema-comparison.ts";
import { schemaName } from "./schema-name.ts";
import type { SchemaView } from "./schema-view.ts";
import type { ValueType } from "./value-type.ts";

const ALL: readonly ValueType[] = ["null", "boolean", "object", "array", "number", "string"];
const SHOWN = 60;

/**
 * Compares what two schemas say of a value as a whole: type, null, the values that there are, format, bounds, pattern.
 *
 * @returns false when the types have nothing in common
 */
export function compareValues(pair: PairReporter): boolean {
  const { before, after, direction } = pair;
  const name = schemaName(after.path);
  const where = direction === "request" ? "in requests" : "in answers";
  if (before.isNever || after.isNever) {
    if (before.isNever !== after.isNever)
      pair.report({
        code: after.isNever ? "value-forbidden" : "value-allowed",
        relation: after.isNever ? "narrowed" : "widened",
        message: `${name} ${after.isNever ? "may not be there any more" : "may be there now"} ${where}.`,
      });
    return false;
  }
  if (!compareTypes(pair, name, where)) return false;
  compareEnumerations(pair, name, where);
  compareFormats(pair, name, where);
  for (const [keyword, what, side] of BOUNDS) {
    const [was, is] = [before.bounds.get(keyword), after.bounds.get(keyword)];
    const relation = boundRelation(was, is, side);
    if (relation === undefined) continue;
    pair.report({
      code: `${keyword}-${is === undefined ? "removed" : was === undefined ? "added" : "changed"}`,
      relation,
      message: `${name} ${where}: ${what} is ${shownBound(is)}, and was ${shownBound(was)}.`,
      after: is?.path,
      before: was?.path,
    });
  }
  comparePatterns(pair, name, where);
  compareMultiples(pair, name, where);
  if (before.isUnique !== after.isUnique) {
    pair.report({
      code: after.isUnique ? "items-unique" : "items-not-unique",
      relation: after.isUnique ? "narrowed" : "widened",
      message: `${name} ${where}: its items ${after.isUnique ? "must all differ now" : "may be there twice now"}.`,
      kinds: { response: after.isUnique ? "safe" : "risky" },
    });
  }
  if (before.defaultValue !== after.defaultValue) {
    const shown = (value: string | undefined): string => (value === undefined ? "none" : short(value));
    pair.report({
      code: "default-changed",
      relation: "changed",
      message: `${name} ${where}: what counts where it is left out is ${shown(after.defaultValue)}, and was ${shown(before.defaultValue)}.`,
      kinds: { request: "risky", response: "safe" },
    });
  }
  if (!before.isDeprecated && after.isDeprecated) {
    pair.report({
      code: "schema-deprecated",
      relation: "changed",
      message: `${name} is deprecated ${where}.`,
      kinds: { request: "safe", response: "safe" },
    });
  }
  return true;
}

function compareTypes(pair: PairReporter, name: string, where: string): boolean {
  const { before, after } = pair;
  const [was, is] = [before.types ?? new Set(ALL), after.types ?? new Set(ALL)];
  const covers = (set: ReadonlySet<ValueType>, type: ValueType): boolean =>
    set.has(type) || (type === "integer" && set.has("number"));
  const lost = [...was].filter((type) => !covers(is, type));
  const gained = [...is].filter((type) => !covers(was, type));
  // A schema that says nothing of types lets null through as well: that is not what it is about.
  const tellsNull = before.types !== undefined && after.types !== undefined;
  if (tellsNull && lost.includes("null") && was.size > 1)
    pair.report({ code: "null-forbidden", relation: "narrowed", message: `${name} is never null any more ${where}.` });
  if (tellsNull && gained.includes("null"))
    pair.report({ code: "null-allowed", relation: "widened", message: `${name} may be null now ${where}.` });
  const isOther = (type: ValueType): boolean => type !== "null" || !tellsNull;
  const [fewer, more] = [lost.filter(isOther), gained.filter(isOther)];
  if (fewer.length > 0 || more.length > 0) {
    const relation: Relation =
      fewer.length > 0 && more.length > 0 ? "changed" : fewer.length > 0 ? "narrowed" : "widened";
    pair.report({
      code: `type-${relation}`,
      relation,
      message: `${name} is ${typesText(after)} ${where}, and was ${typesText(before)}.`,
      after: [...after.path, "type"],
      before: [...before.path, "type"],
    });
  }
  return (
    was.size === 0 ||
    is.size === 0 ||
    [...was].some((type) => type !== "null" && (covers(is, type) || isPart(type, is)))
  );
}

/** Numbers of which some are in the set. */
function isPart(type: ValueType, set: ReadonlySet<ValueType>): boolean {
  return type === "number" && set.has("integer");
}

const ARTICLES: Readonly<Record<ValueType, string>> = {
  null: "null",
  boolean: "true or false",
  object: "an object",
  array: "a list",
  number: "a number",
  integer: "a whole number",
  string: "a text",
};

function typesText({ types }: SchemaView): string {
  if (types === undefined) return "of any type";
  const named = [...types].filter((type) => type !== "null" || types.size === 1).map((type) => ARTICLES[type]);
  return named.length === 0 ? "of no type" : named.join(" or ");
}

function compareEnumerations(pair: PairReporter, name: string, where: string): void {
  const [was, is] = [pair.before.enumeration, pair.after.enumeration];
  if (!was && !is) return;
  const path = { after: [...pair.after.path, "enum"], before: [...pair.before.path, "enum"] };
  if (!was && is) {
    const message = `${name} is one of ${list(is)} now ${where}.`;
    pair.report({ ...path, code: "values-listed", relation: "narrowed", message });
  } else if (was && !is) {
    const message = `${name} may be any value now ${where}, and was one of ${list(was)}.`;
    pair.report({ ...path, code: "values-not-listed", relation: "widened", message, kinds: { response: "risky" } });
  } else if (was && is) {
    const lost = new Set([...was].filter((value) => !is.has(value)));
    const gained = new Set([...is].filter((value) => !was.has(value)));
    if (lost.size > 0)
      pair.report({
        ...path,
        code: "value-removed",
        relation: "narrowed",
        message: `${name} is never ${list(lost)} any more ${where}.`,
      });
    // Clients are to expect values that they do not know, and many do not.
    if (gained.size > 0)
      pair.report({
        ...path,
        code: "value-added",
        relation: "widened",
        message: `${name} may be ${list(gained)} now ${where}.`,
        kinds: { response: "risky" },
      });
  }
}

const WIDER: Readonly<Record<string, string>> = { int32: "int64", float: "double" };

function compareFormats({ before, after, report }: PairReporter, name: string, where: string): void {
  const [was, is] = [before.format, after.format];
  if (was === is) return;
  const paths = { after: [...after.path, "format"], before: [...before.path, "format"] };
  const said = (format: string | undefined): string =>
    format === undefined ? "of no format" : `of the format ${short(format)}`;
  const message = `${name} is ${said(is)} ${where}, and was ${said(was)}.`;
  if (was === undefined)
    report({ ...paths, code: "format-added", relation: "narrowed", message, kinds: { request: "risky" } });
  else if (is === undefined)
    report({ ...paths, code: "format-removed", relation: "widened", message, kinds: { response: "risky" } });
  else if (WIDER[was] === is) report({ ...paths, code: "format-widened", relation: "widened", message });
  else if (WIDER[is] === was) report({ ...paths, code: "format-narrowed", relation: "narrowed", message });
  else report({ ...paths, code: "format-changed", relation: "changed", message });
}

function boundRelation(was: Bound | undefined, is: Bound | undefined, side: "lower" | "upper"): Relation | undefined {
  if (was === undefined && is === undefined) return undefined;
  if (was === undefined) return "narrowed";
  if (is === undefined) return "widened";
  if (was.value === is.value && was.isExclusive === is.isExclusive) return undefined;
  return tighter(was, is, side) === is ? "narrowed" : "widened";
}

function shownBound(bound: Bound | undefined): string {
  return bound === undefined ? "not set" : `${bound.value}${bound.isExclusive ? " (itself not included)" : ""}`;
}

function comparePatterns({ before, after, report }: PairReporter, name: string, where: string): void {
  const lost = [...before.patterns].filter((pattern) => !after.patterns.has(pattern));
  const gained = [...after.patterns].filter((pattern) => !before.patterns.has(pattern));
  if (lost.length === 0 && gained.length === 0) return;
  const paths = { after: [...after.path, "pattern"], before: [...before.path, "pattern"] };
  if (lost.length === 0) {
    report({
      ...paths,
      code: "pattern-added",
      relation: "narrowed",
      message: `${name} must match ${short(gained.join(" and "))} now ${where}.`,
    });
  } else if (gained.length === 0) {
    const message = `${name} need not match ${short(lost.join(" and "))} any more ${where}.`;
    report({ ...paths, code: "pattern-removed", relation: "widened", message, kinds: { response: "risky" } });
  } else {
    const message = `${name} matches ${short(gained.join(" and "))} ${where}, and matched ${short(lost.join(" and "))}; which of them lets more through is not worked out.`;
    report({
      ...paths,
      code: "pattern-changed",
      relation: "changed",
      message,
      kinds: { request: "risky", response: "risky" },
    });
  }
}

function compareMultiples({ before, after, report }: PairReporter, name: string, where: string): void {
  const [was, is] = [before.multipleOf, after.multipleOf];
  if (was === is) return;
  const relation: Relation =
    was === undefined || (is !== undefined && isMultiple(is, was))
      ? "narrowed"
      : is === undefined || isMultiple(was, is)
        ? "widened"
        : "changed";
  const message = `${name} ${where}: it is a multiple of ${is ?? "nothing"}, and was one of ${was ?? "nothing"}.`;
  report({
    code: "multiple-changed",
    relation,
    message,
    after: [...after.path, "multipleOf"],
    before: [...before.path, "multipleOf"],
  });
}

/** Nearly a whole number of times: 0.1 is no multiple of 0.01 to the last bit. */
function isMultiple(value: number, of: number): boolean {
  const times = value / of;
  return Math.abs(times - Math.round(times)) <= 1e-9 * times;
}

function list(values: ReadonlySet<string>): string {
  const shown = [...values].slice(0, 5).map(short);
  const more = values.size - shown.length;
  return shown.join(", ") + (more > 0 ? ` and ${more} more` : "");
}

function short(text: string): string {
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}
