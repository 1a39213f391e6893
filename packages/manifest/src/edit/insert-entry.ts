import type { Json } from "@towpath/core";
import { extentOf, floorOf } from "./extent.ts";
import type { Part } from "./layout.ts";
import { columnOf, endsLine, lineEnd, lineStart, startsLine } from "./lines-of.ts";
import type { Draft } from "./locate.ts";
import { flowTextIn, formIn, isMultiline, renderIn } from "./neighbours.ts";
import type { Splice } from "./pieces.ts";
import { itemLines, keyText } from "./render.ts";

/** What is put into a collection: a value under a key, or an item of a list. */
export interface NewEntry {
  readonly key?: string | undefined;
  readonly value: Json;
}

/**
 * Writes a new entry into a collection that is not empty, or into a flow collection.
 *
 * @param index of the entry to stand before; the number of entries for the end
 */
export function insertEntry(draft: Draft, collection: Part, added: NewEntry, index: number): readonly Splice[] {
  return collection.style === "flow"
    ? insertFlow(draft, collection, added, index)
    : insertBlock(draft, collection, blockLines(draft, collection, added), index);
}

/** Writes lines, relative to the collection's column, as an entry of a block collection. */
export function insertBlock(
  { text, style }: Draft,
  collection: Part,
  lines: readonly string[],
  index: number,
): readonly Splice[] {
  const column = columnOf(text, collection.start);
  const indent = " ".repeat(column);
  const written = lines.map((line) => (line === "" ? "" : indent + line));
  const before = collection.entries[index];
  if (!before) {
    const last = collection.entries.length - 1;
    const entry = collection.entries[last];
    const at = entry ? extentOf(text, entry, 0).end : collection.end;
    return [{ start: at, end: at, text: written.map((line) => style.lineBreak + line).join("") }];
  }
  const { start, ownsLine } = extentOf(text, before, floorOf(text, collection, index));
  const joined = written.map((line) => line + style.lineBreak).join("");
  if (ownsLine) return [{ start, end: start, text: joined }];
  return [{ start, end: start, text: joined.slice(column) + indent }];
}

function blockLines(draft: Draft, collection: Part, { key, value }: NewEntry): readonly string[] {
  if (key === undefined) return itemLines(value, draft.style, formIn(collection, value));
  const { inline, below } = renderIn(draft, collection, value);
  return [`${keyText(key, draft.style, false)}:${inline === "" ? "" : ` ${inline}`}`, ...below];
}

function insertFlow(draft: Draft, collection: Part, { key, value }: NewEntry, index: number): readonly Splice[] {
  const { style } = draft;
  const written = flowTextIn(draft, collection, value);
  const item = key === undefined ? written : `${keyText(key, style, true)}${style.colon}${written}`;
  return insertFlowText(draft, collection, item, index);
}

/** Writes a text as an entry of a flow collection, with the comma that it needs. */
export function insertFlowText(draft: Draft, collection: Part, item: string, index: number): readonly Splice[] {
  const { text, style } = draft;
  const [open, close] = [collection.start + 1, collection.end - 1];
  const last = collection.entries.at(-1);
  if (!last) {
    const inner = text.slice(open, close);
    if (inner.includes("#")) return [{ start: close, end: close, text: item }];
    const padding = collection.kind === "mapping" ? style.padding : "";
    return [{ start: open, end: close, text: padding + item + padding }];
  }
  const next = collection.entries[index];
  const isOnLines = isMultiline(text, collection);
  if (next && isOnLines && startsLine(text, next.start)) {
    const { start } = extentOf(text, next, floorOf(text, collection, index));
    const indent = text.slice(lineStart(text, next.start), next.start);
    return [{ start, end: start, text: `${indent}${item},${style.lineBreak}` }];
  }
  if (next) return [{ start: next.start, end: next.start, text: item + style.comma }];
  const end = Math.max(last.value.end, last.key?.end ?? 0);
  const behind = last.comma === undefined ? end : last.comma + 1;
  const at = isOnLines && endsLine(text, behind) ? lineEnd(text, behind) : behind;
  const indent = text.slice(lineStart(text, last.start), last.start);
  const gap = isOnLines ? style.lineBreak + indent : style.comma.slice(1);
  return last.comma === undefined
    ? [
        { start: end, end, text: "," },
        { start: at, end: at, text: gap + item },
      ]
    : [{ start: at, end: at, text: `${gap + item},` }];
}
