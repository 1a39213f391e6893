import type { Json } from "@towpath/core";
import { nested, type Path } from "./change.ts";
import { commentsIn } from "./comments-in.ts";
import { extentOf, floorOf } from "./extent.ts";
import { insertBlock, insertEntry, insertFlowText } from "./insert-entry.ts";
import type { Part } from "./layout.ts";
import { columnOf, lineStart } from "./lines-of.ts";
import { type Draft, entryAt, type Located, wayTo } from "./locate.ts";
import { flowTextIn } from "./neighbours.ts";
import type { Splice } from "./pieces.ts";
import { RefusedChange } from "./refused-change.ts";
import { keyText } from "./render.ts";
import { replaceText, replaceValue } from "./replace-value.ts";

/** Gives a key another name where it stands. */
export function renameKey(draft: Draft, path: Path, key: string): readonly Splice[] {
  const { entry, collection } = entryAt(draft, path);
  const old = entry.key;
  if (!old) throw new RefusedChange("An item of a list has no key.", path);
  const quote = old.style === "single" || old.style === "double" ? old.style : undefined;
  return [{ start: old.start, end: old.end, text: keyText(key, draft.style, collection.style === "flow", quote) }];
}

/** A key with its value as it is written, to be put somewhere else. */
export interface Written {
  /** From its own comments to its end, relative to its column; undefined for what stands in a flow collection. */
  readonly lines: readonly string[] | undefined;
  /** Its value on one line as it is; undefined where that would not read the same in a flow collection. */
  readonly flow: string | undefined;
  /** The comments that are in it. */
  readonly comments: readonly string[];
  readonly value: Json;
}

/** Takes down how an entry is written, under another key. */
export function writtenEntry(draft: Draft, located: Located, key: string, value: Json): Written {
  const { text, style } = draft;
  const { entry, collection, index } = located;
  const old = entry.key ?? entry.value;
  const isFlow = collection.style === "flow";
  const floor = floorOf(text, collection, index);
  const { start, end } = isFlow ? { start: entry.start, end: entry.value.end } : extentOf(text, entry, floor);
  const column = isFlow ? text.slice(lineStart(text, start)).search(/[^ ]/) : columnOf(text, entry.start);
  const renamed = text.slice(start, old.start) + keyText(key, style, false) + text.slice(old.end, end);
  const source = entry.hasColon ? renamed : `${renamed}:`;
  const dedent = new RegExp(`^ {0,${column}}`);
  const lines = source
    .split(/\r?\n/)
    .map((line, number) => (number === 0 && !isAtLineStart(text, start) ? line : line.replace(dedent, "")));
  const written = text.slice(entry.value.start, entry.value.end);
  const isFit =
    isFlow || entry.value.style === "flow" || entry.value.style === "single" || entry.value.style === "double";
  return {
    lines: style.isJson ? undefined : lines,
    flow: isFit && !/[\r\n]/.test(written) ? written : undefined,
    comments: isFlow
      ? []
      : commentsIn(text).flatMap((comment) =>
          comment.start >= start && comment.end <= end ? text.slice(comment.start, comment.end) : [],
        ),
    value,
  };
}

/** Puts what was written elsewhere under a key; mappings on the way are made. */
export function placeEntry(draft: Draft, to: Path, written: Written): readonly Splice[] {
  const { located, part, rest } = wayTo(draft, to.slice(0, -1));
  const key = String(to.at(-1));
  const isFlow =
    part.style === "flow" &&
    (part.entries.length > 0 || !located || located.collection.style === "flow" || hasComment(draft, part));
  if (part.kind === "mapping" && isFlow) return placeInFlow(draft, part, rest, key, written);
  if (part.kind === "mapping" && part.style === "block" && written.lines)
    return insertBlock(draft, part, wrapped(draft, rest, written.lines), part.entries.length);
  if (!located) throw new RefusedChange("The document itself cannot be replaced.", to);
  if (!written.lines || located.collection.style === "flow")
    return [
      ...commentsAbove(draft, located.collection, written),
      ...replaceValue(draft, located, nested([...rest, key], written.value)),
    ];
  const lines = wrapped(draft, rest, written.lines);
  const [first = "", ...others] = lines;
  return replaceText(
    draft,
    located,
    located.collection.kind === "sequence"
      ? { inline: first, below: indented(others, 2) }
      : { inline: "", below: indented(lines, draft.style.step) },
  );
}

/** Replaces an entry by itself below further keys, where it stands. */
export function wrapEntry(draft: Draft, located: Located, rest: Path, key: string, value: Json): readonly Splice[] {
  const { text } = draft;
  const { entry, collection, index } = located;
  if (collection.style === "flow") {
    const [first, ...others] = [...rest, key];
    const item = nested(others, value);
    const end = Math.max(entry.value.end, entry.key?.end ?? 0);
    const written = keyText(String(first), draft.style, true) + draft.style.colon + flowTextIn(draft, collection, item);
    return [{ start: entry.start, end, text: written }];
  }
  const floor = floorOf(text, collection, index);
  const { start, end } = extentOf(text, entry, floor);
  const { lines = [] } = writtenEntry(draft, located, key, value);
  const column = columnOf(text, entry.start);
  const [first = "", ...others] = wrapped(draft, rest, lines);
  const moved = [isAtLineStart(text, start) ? " ".repeat(column) + first : first, ...indented(others, column)];
  return [{ start, end, text: moved.join(draft.style.lineBreak) }];
}

function placeInFlow(draft: Draft, part: Part, rest: Path, key: string, written: Written): readonly Splice[] {
  const { style } = draft;
  const above = commentsAbove(draft, part, written);
  const steps = [...rest, key].map(String);
  const [first = "", ...others] = steps;
  if (written.flow === undefined)
    return [
      ...above,
      ...insertEntry(draft, part, { key: first, value: nested(others, written.value) }, part.entries.length),
    ];
  const open = steps.map((step) => `${keyText(step, style, true)}${style.colon}`).join(`{${style.padding}`);
  const close = `${style.padding}}`.repeat(others.length);
  return [...above, ...insertFlowText(draft, part, open + written.flow + close, part.entries.length)];
}

/** Comments cannot stand on the one line of a flow collection: they go above it. */
function commentsAbove({ text, style }: Draft, { start }: Part, { comments }: Written): readonly Splice[] {
  const line = lineStart(text, start);
  const indent = /^ */.exec(text.slice(line))?.[0] ?? "";
  return [{ start: line, end: line, text: comments.map((comment) => indent + comment + style.lineBreak).join("") }];
}

function wrapped({ style }: Draft, rest: Path, lines: readonly string[]): readonly string[] {
  return rest.reduceRight<readonly string[]>(
    (inner, segment) => [`${keyText(String(segment), style, false)}:`, ...indented(inner, style.step)],
    lines,
  );
}

function indented(lines: readonly string[], columns: number): readonly string[] {
  return lines.map((line) => (line === "" ? "" : " ".repeat(columns) + line));
}

function isAtLineStart(text: string, at: number): boolean {
  return lineStart(text, at) === at;
}

function hasComment({ text }: Draft, part: Part): boolean {
  return text.slice(part.start, part.end).includes("#");
}
