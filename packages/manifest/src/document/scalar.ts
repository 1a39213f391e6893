import {
  boolCoreTag,
  EVENT_ID,
  floatCoreTag,
  getScalarValue,
  intCoreTag,
  NOT_RESOLVED,
  nullCoreTag,
  SCALAR_STYLE,
  type ScalarEvent,
} from "js-yaml";

const IMPLICIT = [nullCoreTag, boolCoreTag, intCoreTag, floatCoreTag];
/** How a plain scalar starts that may be more than a text. */
const STARTS = new Set(IMPLICIT.flatMap(({ implicitFirstChars }) => implicitFirstChars ?? []));
const EXPLICIT: ReadonlyMap<string, (typeof IMPLICIT)[number]> = new Map<string, (typeof IMPLICIT)[number]>([
  ["!!null", nullCoreTag],
  ["!!bool", boolCoreTag],
  ["!!int", intCoreTag],
  ["!!float", floatCoreTag],
]);

/** What a scalar says, or why it says nothing that a document can hold. */
export type Scalar =
  | { readonly ok: true; readonly value: null | boolean | number | string }
  | { readonly ok: false; readonly why: string };

/** Reads a scalar by YAML 1.2's core schema (https://yaml.org/spec/1.2.2/#103-core-schema). */
export function readScalar(source: string, event: ScalarEvent): Scalar {
  const text = getScalarValue(source, event);
  if (!text.isWellFormed()) return { ok: false, why: "holds half of a character (a lone surrogate)" };
  if (text.includes("\0")) return { ok: false, why: "holds a NUL character" };
  const tag = event.tagStart === -1 ? "" : source.slice(event.tagStart, event.tagEnd);
  if (tag === "!!str" || tag === "!") return { ok: true, value: text };
  if (tag !== "") {
    const value: unknown = EXPLICIT.get(tag)?.resolve(text, true, tag);
    if (value === undefined) return { ok: false, why: `has the tag ${tag.slice(0, 60)}, which documents do not use` };
    return value === NOT_RESOLVED ? { ok: false, why: `is no ${tag.slice(2)}` } : primitive(value);
  }
  if (event.style !== SCALAR_STYLE.PLAIN) return { ok: true, value: text };
  if (!STARTS.has(text.charAt(0))) return { ok: true, value: text };
  for (const implicit of IMPLICIT) {
    if (implicit.implicitFirstChars && !implicit.implicitFirstChars.includes(text.charAt(0))) continue;
    const value: unknown = implicit.resolve(text, false, implicit.tagName);
    if (value !== NOT_RESOLVED) return primitive(value);
  }
  return { ok: true, value: text };
}

function primitive(value: unknown): Scalar {
  if (value === null || typeof value === "boolean" || typeof value === "string") return { ok: true, value };
  if (typeof value === "number" && Number.isFinite(value)) return { ok: true, value: Object.is(value, -0) ? 0 : value };
  return { ok: false, why: "is a number without an end" };
}

/** Where a scalar's text stands, its quotes included. Undefined for one that is not written at all (`key:`). */
export function scalarRange(event: ScalarEvent): { readonly start: number; readonly end: number } | undefined {
  if (event.type !== EVENT_ID.SCALAR || event.valueStart === -1) return undefined;
  const quotes = event.style === SCALAR_STYLE.SINGLE_QUOTED || event.style === SCALAR_STYLE.DOUBLE_QUOTED ? 1 : 0;
  return { start: event.valueStart - quotes, end: event.valueEnd + quotes };
}
