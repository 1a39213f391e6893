import { isJsonObject, type Json } from "@towpath/core";
import { isPrintable, type Quote, scalarText, stringText } from "./scalar-text.ts";
import type { Style } from "./style.ts";

/** Longer than this a value is not written on one line where it need not be. */
const LONGEST_LINE = 110;

/** How a value is written at its place. */
export interface Form {
  readonly isFlow: boolean;
  /** In quotes, as what was there before. */
  readonly quote?: Quote | undefined;
}

/** A value as it is written: on the line of its key, or there only with a header and then on lines of its own below. */
export interface Rendered {
  readonly inline: string;
  /** Relative to the key's column. */
  readonly below: readonly string[];
}

/** Writes a value. */
export function render(value: Json, style: Style, form: Form): Rendered {
  const isEmpty = isJsonObject(value) ? Object.keys(value).length === 0 : Array.isArray(value) && value.length === 0;
  if (typeof value !== "object" || value === null || isEmpty) {
    const literal = typeof value === "string" && !form.isFlow && !form.quote ? literalOf(value, style) : undefined;
    return literal ?? { inline: flowText(value, style, form), below: [] };
  }
  if (style.isJson) return { inline: flowText(value, style, form), below: [] };
  if (form.isFlow || (Array.isArray(value) && style.hasFlowLists && value.every((item) => typeof item !== "object"))) {
    const inline = flowText(value, style, form);
    if (form.isFlow || inline.length <= LONGEST_LINE) return { inline, below: [] };
  }
  const indent = Array.isArray(value) ? style.listIndent : style.step;
  return { inline: "", below: indented(blockLines(value, style), indent) };
}

/** A key with its value, as lines relative to the key's column. */
function entryLines(key: string, value: Json, style: Style, form: Form): readonly string[] {
  const { inline, below } = render(value, style, form);
  return [`${keyText(key, style, form.isFlow)}:${inline === "" ? "" : ` ${inline}`}`, ...below];
}

/** An item of a list, as lines relative to its dash. */
export function itemLines(value: Json, style: Style, form: Form): readonly string[] {
  const { inline, below } = render(value, style, form);
  if (inline !== "") return [`- ${inline}`, ...below];
  const [first = "", ...rest] = indented(blockLines(value, style), 2);
  return [`- ${first.slice(2)}`, ...rest];
}

/** A value on one line. */
export function flowText(value: Json, style: Style, { quote, isFlow }: Form): string {
  if (isList(value)) {
    return `[${value.map((item) => flowText(item, style, { isFlow: true })).join(style.comma)}]`;
  }
  if (isJsonObject(value)) {
    const members = Object.entries(value).map(
      ([key, member]) => `${keyText(key, style, true)}${style.colon}${flowText(member, style, { isFlow: true })}`,
    );
    return members.length === 0 ? "{}" : `{${style.padding}${members.join(style.comma)}${style.padding}}`;
  }
  const isQuoted = style.isJson || quote !== undefined;
  return scalarText(value, { isFlow, quote: style.isJson ? "double" : (quote ?? style.quote), isQuoted });
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

/** A key as it is written. */
export function keyText(key: string, style: Style, isFlow: boolean, quote?: Quote): string {
  return stringText(key, {
    isFlow,
    quote: style.isJson ? "double" : (quote ?? style.quote),
    isQuoted: style.isJson || quote !== undefined,
  });
}

function blockLines(value: Json, style: Style): readonly string[] {
  if (isList(value)) return value.flatMap((item) => itemLines(item, style, { isFlow: false }));
  if (!isJsonObject(value)) return [flowText(value, style, { isFlow: false })];
  return Object.entries(value).flatMap(([key, member]) => entryLines(key, member, style, { isFlow: false }));
}

/** A text of several lines as a block scalar; undefined for one that would not read back as it is. */
function literalOf(value: string, style: Style): Rendered | undefined {
  if (style.isJson || !value.includes("\n") || /^[ \n]|\n\n$|[ \t]$|[ \t]\n/.test(value)) return undefined;
  const lines = value.replace(/\n$/, "").split("\n");
  if (!lines.every((line) => isPrintable(line) && !line.includes("\t"))) return undefined;
  return { inline: value.endsWith("\n") ? "|" : "|-", below: indented(lines, style.step) };
}

function indented(lines: readonly string[], columns: number): readonly string[] {
  return lines.map((line) => (line === "" ? "" : " ".repeat(columns) + line));
}
