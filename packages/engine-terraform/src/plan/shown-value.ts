import { canonicalJson, digestBytes, type Json, shortDigest } from "@towpath/core";

/** Characters of JSON up to which a value is shown as it is. */
const LONGEST = 2000;

/** A value as a plan shows it: of a long one its digest and its length. */
export function shownValue(value: Json): Json {
  if (value === null || typeof value === "boolean" || typeof value === "number") return value;
  const text = typeof value === "string" ? value.toWellFormed() : canonicalJson(wellFormed(value));
  if (text.length <= LONGEST) return typeof value === "string" ? text : wellFormed(value);
  return `${shortDigest(digestBytes(text))} (${text.length} characters)`;
}

/** Half a surrogate pair has no canonical form, and a plan is digested by that. */
function wellFormed(value: Json): Json {
  if (typeof value === "string") return value.toWellFormed();
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(wellFormed);
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name.toWellFormed(), wellFormed(member)]));
}
