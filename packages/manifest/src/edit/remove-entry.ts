import { extentOf, floorOf, keepsBlankLines } from "./extent.ts";
import { endsLine, lineEnd, lineStart, nextLine, startsLine, triviaAt } from "./lines-of.ts";
import type { Draft, Located } from "./locate.ts";
import type { Splice } from "./pieces.ts";

/** Takes an entry out, with the comments that are its own. The last one leaves an empty `{}` or `[]`. */
export function removeEntry(draft: Draft, located: Located, keepsComments = false): readonly Splice[] {
  const { collection, holder } = located;
  if (collection.style === "flow") return removeFlow(draft, located, keepsComments);
  if (collection.entries.length > 1) return removeBlock(draft, located);
  const { text } = draft;
  const { start, end, ownsLine } = extentOf(text, located.entry, 0);
  const empty = collection.kind === "mapping" ? "{}" : "[]";
  if (!holder || !ownsLine) return [{ start, end, text: empty }];
  const line = lineEnd(text, holder.entry.indicatorEnd);
  const hasProperties = collection.propertiesStart < Math.min(line, collection.start);
  // An anchor or a tag on the key's line: it stays before the value, which then takes the place of the entry.
  if (hasProperties || lineStart(text, start) <= line) return [{ start: located.entry.start, end, text: empty }];
  const at = holder.entry.indicatorEnd;
  return [{ start: at, end: at, text: ` ${empty}` }, ...wholeLines(text, start, end)];
}

/** Takes whole lines out. */
function wholeLines(text: string, start: number, end: number): readonly Splice[] {
  const from = lineStart(text, start);
  if (lineEnd(text, end) < text.length) return [{ start: from, end: nextLine(text, end), text: "" }];
  // The last line of a text without a line break at its end: the one before it ends the text then.
  return [{ start: from === 0 ? 0 : from - (text[from - 2] === "\r" ? 2 : 1), end: text.length, text: "" }];
}

function removeBlock({ text }: Draft, located: Located): readonly Splice[] {
  const { entry, collection, index } = located;
  const floor = floorOf(text, collection, index);
  const { start, end, ownsLine } = extentOf(text, entry, floor);
  if (!ownsLine) {
    let next = nextLine(text, end);
    while (/\s/.test(text[next] ?? "")) next += 1;
    return [{ start, end: next, text: "" }];
  }
  let from = lineStart(text, start);
  let to = nextLine(text, end);
  const previous = collection.entries[index - 1];
  const growsInto = previous !== undefined && keepsBlankLines(text, previous.value);
  if (lineEnd(text, end) === text.length && !growsInto) return wholeLines(text, start, end);
  const isAfterBlank = from === 0 || isBlank(text, lineStart(text, from - 1));
  if (isAfterBlank || growsInto) {
    while (to < text.length && isBlank(text, to)) to = nextLine(text, to);
    if (to === text.length)
      while (from > floor && isBlank(text, lineStart(text, from - 1))) from = lineStart(text, from - 1);
  }
  return [{ start: from, end: to, text: "" }];
}

function removeFlow({ text }: Draft, located: Located, keepsComments: boolean): readonly Splice[] {
  const { entry, collection, index } = located;
  const end = Math.max(entry.value.end, entry.key?.end ?? 0);
  const behind = entry.comma === undefined ? end : entry.comma + 1;
  const [previous, next] = [collection.entries[index - 1], collection.entries[index + 1]];
  const isLast = next === undefined;
  // Without this one the comma before it stands before nothing; where one stood at the end it may.
  const orphan = isLast && entry.comma === undefined && previous?.comma !== undefined ? previous.comma : undefined;
  const comma = orphan === undefined ? [] : [{ start: orphan, end: orphan + 1, text: "" }];
  if (!previous && isLast) {
    const inner = text.slice(collection.start + 1, entry.start) + text.slice(behind, collection.end - 1);
    if (inner.trim() === "") return [{ start: collection.start + 1, end: collection.end - 1, text: "" }];
  }
  const standsAlone = startsLine(text, entry.start) && endsLine(text, behind);
  if (standsAlone && !keepsComments) {
    const floor = previous ? nextLine(text, previous.comma ?? previous.value.end) : nextLine(text, collection.start);
    const { start } = extentOf(text, entry, floor);
    return [...comma, { start: lineStart(text, start), end: nextLine(text, behind), text: "" }];
  }
  if (next && text.slice(behind, next.start).trim() === "" && !standsAlone)
    return [{ start: entry.start, end: next.start, text: "" }];
  if (previous && isLast && orphan !== undefined && text.slice(orphan + 1, entry.start).trim() === "")
    return [{ start: orphan, end, text: "" }];
  return [...comma, { start: entry.start, end: behind, text: "" }];
}

function isBlank(text: string, line: number): boolean {
  return triviaAt(text, line)?.isBlank === true;
}
