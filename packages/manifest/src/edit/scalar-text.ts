import type { Json } from "@towpath/core";
import { RefusedChange } from "./refused-change.ts";

/** How a text is quoted where it must be. */
export type Quote = "double" | "single";

/** Where a scalar is written. */
export interface ScalarContext {
  readonly isFlow: boolean;
  readonly quote: Quote;
  /** It is in quotes whatever it says, as in JSON or where quotes were before. */
  readonly isQuoted: boolean;
}

/** A scalar on one line. */
export function scalarText(value: Exclude<Json, object> | null, context: ScalarContext): string {
  if (typeof value === "string") return stringText(value, context);
  if (typeof value !== "number") return String(value);
  if (!Number.isFinite(value)) throw new RefusedChange(`A document cannot hold the number ${value}.`, []);
  // A reader of YAML 1.1 takes a number without a point before its exponent for a text.
  return String(value).replace(/^(-?\d+)e/, "$1.0e");
}

/** A text, in quotes only where it would read as something else without them, in YAML 1.2 or in YAML 1.1. */
export function stringText(value: string, { isFlow, quote, isQuoted }: ScalarContext): string {
  if (!isQuoted && isPlainSafe(value, isFlow)) return value;
  return quote === "single" && isPrintable(value) ? `'${value.replaceAll("'", "''")}'` : doubleQuoted(value);
}

function doubleQuoted(value: string): string {
  // What JSON leaves as it is and YAML or an editor takes for a line break, a control or nothing at all.
  return JSON.stringify(value).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** Whether every character may stand in a YAML document on one line (https://yaml.org/spec/1.2.2/#51-character-set). */
export function isPrintable(value: string): boolean {
  return !/[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/.test(value) && value.isWellFormed();
}

/** What YAML 1.1 (https://yaml.org/type/) or 1.2's core schema reads as no text. */
const OTHER_THAN_TEXT = [
  /^(|~|null|Null|NULL|<<|=)$/,
  /^(y|Y|yes|Yes|YES|n|N|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$/,
  /^[-+]?0([bB][01_]+|[oO]?[0-7_]+|[xX][0-9a-fA-F_]+)$/,
  /^[-+]?(\.[0-9][0-9_]*|[0-9][0-9_]*(\.[0-9_]*)*)([eE][-+]?[0-9]+)?$/,
  /^[-+]?[0-9][0-9_]*(:[0-9]+)+(\.[0-9_]*)?$/,
  /^[-+]?\.(inf|Inf|INF)$|^\.(nan|NaN|NAN)$/,
  /^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt\s].*)?$/,
];

/** Whether a text without quotes reads as itself everywhere. Says no where in doubt. */
function isPlainSafe(value: string, isFlow: boolean): boolean {
  if (!isPrintable(value) || value !== value.trim() || value.startsWith("...")) return false;
  if (/^[,[\]{}#&*!|>'"%@`?:]/.test(value) || /^-(?!-?[A-Za-z])/.test(value)) return false;
  if (/:(\s|$)|\s#/.test(value) || (isFlow && /[,[\]{}]|:["']/.test(value))) return false;
  return !OTHER_THAN_TEXT.some((form) => form.test(value));
}
