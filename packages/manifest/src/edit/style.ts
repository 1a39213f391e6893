import type { Entry, Part } from "./layout.ts";
import { columnOf, lineStart } from "./lines-of.ts";
import type { Quote } from "./scalar-text.ts";

/** How a document is written, so that what is added looks like what is there. */
export interface Style {
  readonly lineBreak: "\n" | "\r\n";
  /** Columns that a mapping in a mapping is indented by. */
  readonly step: number;
  /** Columns that a list in a mapping is indented by: none or a step. */
  readonly listIndent: number;
  readonly quote: Quote;
  /** Everything is JSON, and stays so. */
  readonly isJson: boolean;
  /** Between the braces and what is in them. */
  readonly padding: "" | " ";
  readonly comma: "," | ", ";
  readonly colon: ":" | ": ";
  /** Lists of scalars stand on one line. */
  readonly hasFlowLists: boolean;
}

/** Reads the style of a document from what there is; the common one where nothing shows it. */
export function styleOf(text: string, root: Part): Style {
  const parts: Part[] = [];
  const steps: number[] = [];
  const listIndents: number[] = [];
  const visit = (part: Part): void => {
    parts.push(part);
    for (const { key, value } of part.entries) {
      if (key && part.style === "block" && value.style === "block" && value.entries.length > 0) {
        const deeper = columnOf(text, value.start) - columnOf(text, part.start);
        if (value.kind === "sequence") listIndents.push(deeper);
        else steps.push(deeper);
      }
      visit(value);
    }
  };
  visit(root);
  const isJson = isJsonText(text);
  if (isJson) steps.push(...parts.map((part) => jsonStep(text, part)));
  const step = steps.find((columns) => columns > 0) ?? listIndents.find((columns) => columns > 0) ?? 2;
  const flow = parts.filter(({ style, entries }) => style === "flow" && entries.length > 0);
  const mapping = flow.find(({ kind, start }) => kind === "mapping" && !/^\s*[\r\n]/.test(text.slice(start + 1)));
  const scalarLists = parts.filter(
    ({ kind, entries }) => kind === "sequence" && entries.length > 0 && entries.every(isScalar),
  );
  const isCompact = flow.some(({ entries }) =>
    entries.some(({ comma }) => comma !== undefined && /\S/.test(text[comma + 1] ?? "")),
  );
  return {
    lineBreak: text.includes("\r\n") ? "\r\n" : "\n",
    step,
    listIndent: listIndents.find((columns) => columns >= 0) ?? step,
    quote: count(parts, "single") > count(parts, "double") ? "single" : "double",
    isJson,
    padding: mapping ? (text[mapping.start + 1] === " " ? " " : "") : isJson ? "" : " ",
    comma: isCompact ? "," : ", ",
    colon: isJson && flow.some(({ entries }) => entries.some((entry) => isTight(text, entry))) ? ":" : ": ",
    hasFlowLists: scalarLists.filter(({ style }) => style === "flow").length > scalarLists.length / 2,
  };
}

/** How much deeper than the line that opens it the first line of a collection stands; 0 where it is on one line. */
function jsonStep(text: string, { start, entries }: Part): number {
  const first = entries[0];
  if (!first || lineStart(text, first.start) <= start) return 0;
  return columnOf(text, first.start) - text.slice(lineStart(text, start)).search(/[^ ]/);
}

function isTight(text: string, { key, indicatorEnd, hasColon }: Entry): boolean {
  return key !== undefined && hasColon && /\S/.test(text[indicatorEnd] ?? "");
}

function isScalar({ value }: Entry): boolean {
  return value.kind === "scalar";
}

function count(parts: readonly Part[], style: Part["style"]): number {
  return parts.filter((part) => part.style === style || part.entries.some(({ key }) => key?.style === style)).length;
}

function isJsonText(text: string): boolean {
  if (!/^\s*[[{]/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
