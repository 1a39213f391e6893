import { type Run, Runs } from "./run.ts";

const DIGITS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

/** The runs of a plain scalar or of one in quotes, which may go on over several lines. */
export function flowRuns(text: string, node: { readonly start: number; readonly end: number }): readonly Run[] {
  const quote = text.charAt(node.start);
  const isQuoted = quote === '"' || quote === "'";
  const end = isQuoted ? node.end - 1 : node.end;
  const runs = new Runs();
  let at = isQuoted ? node.start + 1 : node.start;
  let from = at;
  /** Behind the last character that is no white space: what follows is left out where the line ends. */
  let solid = at;
  while (at < end) {
    const character = text.charAt(at);
    if (character === "\n" || character === "\r") {
      runs.plain(from, solid - from);
      const fold = foldAt(text, at, end);
      runs.written(Math.max(fold.breaks - 1, 1), solid, 0);
      at = fold.end;
      from = at;
      solid = at;
    } else if (quote === "'" && character === "'") {
      runs.plain(from, at - from);
      runs.written(1, at, 2);
      at += 2;
      from = at;
      solid = at;
    } else if (quote === '"' && character === "\\") {
      runs.plain(from, at - from);
      const escaped = text.charAt(at + 1);
      if (escaped === "\n" || escaped === "\r") at = foldAt(text, at + 1, end).end;
      else {
        const digits = DIGITS[escaped] ?? 0;
        const isPair = digits === 8 && Number.parseInt(text.slice(at + 2, at + 10), 16) > 0xffff;
        runs.written(isPair ? 2 : 1, at, 2 + digits);
        at += 2 + digits;
      }
      from = at;
      solid = at;
    } else {
      at += 1;
      if (character !== " " && character !== "\t") solid = at;
    }
  }
  runs.plain(from, (isQuoted ? end : solid) - from);
  return runs.all;
}

/** The line breaks from an offset on, with the white space between and behind them. */
function foldAt(text: string, start: number, end: number): { readonly end: number; readonly breaks: number } {
  let at = start;
  let breaks = 0;
  for (; at < end; at += 1) {
    const character = text.charAt(at);
    if (character === "\n" || (character === "\r" && text.charAt(at + 1) !== "\n")) breaks += 1;
    else if (character !== "\r" && character !== " " && character !== "\t") break;
  }
  return { end: at, breaks };
}
