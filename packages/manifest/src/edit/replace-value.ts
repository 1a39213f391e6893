import type { Json } from "@towpath/core";
import { extentOf, lastLineEnd } from "./extent.ts";
import type { Part } from "./layout.ts";
import { columnOf, lineEnd, startsLine } from "./lines-of.ts";
import type { Draft, Located } from "./locate.ts";
import { formIn, renderIn } from "./neighbours.ts";
import type { Splice } from "./pieces.ts";
import { itemLines, type Rendered } from "./render.ts";

/** Writes another value in place of an entry's; the comment on its line stays. */
export function replaceValue(draft: Draft, located: Located, value: Json): readonly Splice[] {
  return replaceText(draft, located, newValue(draft, located, value));
}

/** Puts what is written already in place of an entry's value. */
export function replaceText(draft: Draft, located: Located, rendered: Rendered): readonly Splice[] {
  const { text, style } = draft;
  const { entry } = located;
  const old = entry.value;
  const start = rendered.inline === "" ? entry.indicatorEnd : old.propertiesStart;
  const inline = spaced(located, rendered.inline, start);
  const end = extentOf(text, entry, 0).end;
  const below = linesBelow(rendered, columnOf(text, entry.start), style.lineBreak);
  if (old.style === "literal") {
    const header = lineEnd(text, old.headerEnd);
    const body = Math.max(header, lastLineEnd(text, old.end));
    return [
      { start, end: old.headerEnd, text: inline },
      { start: header, end: body, text: below },
    ];
  }
  if (old.style === "block" && startsLine(text, old.start)) {
    const gap = rendered.inline === "" ? "" : " ";
    const keyLine = lineEnd(text, entry.indicatorEnd);
    return [
      { start: entry.indicatorEnd, end: propertiesEnd(text, old, entry.indicatorEnd), text: gap + rendered.inline },
      { start: keyLine, end, text: below },
    ];
  }
  const oldEnd = old.style === "block" ? end : old.end;
  const line = old.style === "block" ? end : lineEnd(text, oldEnd);
  return [
    { start, end: oldEnd, text: inline },
    { start: line, end: line, text: below },
  ];
}

function newValue(draft: Draft, { entry, collection }: Located, value: Json): Rendered {
  const { style } = entry.value;
  const quote = style === "single" || style === "double" ? style : undefined;
  const rendered = renderIn(draft, collection, value, typeof value === "string" ? quote : undefined);
  if (rendered.inline !== "" || collection.kind === "mapping") return rendered;
  const [first = "", ...below] = itemLines(value, draft.style, formIn(collection, value));
  return { inline: first.slice(2), below };
}

/** A value stands a space behind its colon or dash, and a key without a value may have no colon. */
function spaced({ entry, collection }: Located, inline: string, start: number): string {
  const colon = entry.hasColon ? "" : ":";
  const isFlowItem = collection.style === "flow" && entry.key === undefined;
  const isTight = start === entry.indicatorEnd && inline !== "" && !isFlowItem;
  const wasTight = isTight && entry.value.kind !== "nothing" && collection.style === "flow" && /^["{[]/.test(inline);
  return colon + (isTight && !wasTight ? " " : "") + inline;
}

function linesBelow({ below }: Rendered, column: number, lineBreak: string): string {
  return below.map((line) => lineBreak + (line === "" ? "" : " ".repeat(column) + line)).join("");
}

/** Behind the anchor and the tag that a block value has on the line of its key. */
function propertiesEnd(text: string, { propertiesStart, start }: Part, indicatorEnd: number): number {
  const line = lineEnd(text, indicatorEnd);
  if (propertiesStart === start || propertiesStart > line) return indicatorEnd;
  const properties = /^(?:[&!]\S*[ \t]*)+/.exec(text.slice(propertiesStart, line))?.[0] ?? "";
  return propertiesStart + properties.trimEnd().length;
}
