import type { Edit } from "@towpath/core";
import { Lines } from "../document/lines.ts";

/** A replacement in the text as it is at that moment. */
export interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

type Piece = { readonly from: number; readonly text: string } | { readonly from: undefined; readonly text: string };

/** A text under change that knows what of it is left of the original: several rounds of changes end as few small edits. */
export class Pieces {
  readonly #original: string;
  #pieces: readonly Piece[];
  #text: string;

  constructor(original: string) {
    this.#original = original;
    this.#text = original;
    this.#pieces = [{ from: 0, text: original }];
  }

  get text(): string {
    return this.#text;
  }

  /** Carries out splices that do not overlap, at offsets of the present text; those at one offset in their order. */
  splice(splices: readonly Splice[]): void {
    const ordered = splices
      .map((splice, index) => ({ ...splice, index }))
      .sort((a, b) => b.start - a.start || b.end - a.end || b.index - a.index);
    for (const { start, end, text } of ordered) {
      this.#pieces = [...cut(this.#pieces, 0, start), { from: undefined, text }, ...cut(this.#pieces, end, Infinity)];
    }
    this.#pieces = this.#pieces.filter(({ text }) => text !== "");
    this.#text = this.#pieces.map(({ text }) => text).join("");
  }

  /** What was changed, in the order of the original text, each as small as it can be. */
  edits(file: string, safety: Edit["safety"]): readonly Edit[] {
    const lines = new Lines(this.#original);
    return this.#gaps().map(({ start, end, text }) => ({
      file,
      range: { start: lines.position(start), end: lines.position(end) },
      text,
      safety,
    }));
  }

  #gaps(): readonly Splice[] {
    const gaps: Splice[] = [];
    let at = 0;
    let added = "";
    const close = (end: number): void => {
      const gap = trimmed(this.#original, { start: at, end, text: added });
      if (gap.start !== gap.end || gap.text !== "") gaps.push(gap);
      added = "";
    };
    for (const piece of this.#pieces) {
      if (piece.from === undefined) {
        added += piece.text;
        continue;
      }
      close(piece.from);
      at = piece.from + piece.text.length;
    }
    close(this.#original.length);
    return gaps;
  }
}

function cut(pieces: readonly Piece[], start: number, end: number): readonly Piece[] {
  const kept: Piece[] = [];
  let at = 0;
  for (const piece of pieces) {
    const [from, to] = [Math.max(start - at, 0), Math.min(end - at, piece.text.length)];
    if (from < to) {
      const text = piece.text.slice(from, to);
      kept.push(piece.from === undefined ? { from: undefined, text } : { from: piece.from + from, text });
    }
    at += piece.text.length;
  }
  return kept;
}

/** Without what is the same at both ends. */
function trimmed(original: string, { start, end, text }: Splice): Splice {
  const old = original.slice(start, end);
  const most = Math.min(old.length, text.length);
  let head = 0;
  while (head < most && old[head] === text[head]) head += 1;
  let tail = 0;
  while (tail < most - head && old.at(-1 - tail) === text.at(-1 - tail)) tail += 1;
  // A replacement that begins or ends within a word is hard to read where it is offered to a person.
  while (head > 0 && (isWithin(old, head) || isWithin(text, head))) head -= 1;
  while (tail > 0 && (isWithin(old, old.length - tail) || isWithin(text, text.length - tail))) tail -= 1;
  return { start: start + head, end: end - tail, text: text.slice(head, text.length - tail) };
}

/** Whether a position is within a word, a character of two code units, or a line break of two. */
function isWithin(text: string, at: number): boolean {
  const around = text.slice(Math.max(at - 1, 0), at + 1);
  return at > 0 && (/^\w\w$/.test(around) || around === "\r\n" || /^[\ud800-\udbff][\udc00-\udfff]$/.test(around));
}
