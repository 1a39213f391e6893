/** A `${{ … }}` in a text, by offsets of the text. */
export interface Found {
  readonly start: number;
  readonly end: number;
  /** What stands between the braces. */
  readonly source: string;
  /** The braces are not closed again. */
  readonly isOpen: boolean;
}

const OPEN = "${{";
const CLOSE = "}}";

/** Finds the expressions of a text as GitHub does: up to the first `}}` that stands in no text of the expression's own. */
export function findInterpolations(text: string): readonly Found[] {
  const all: Found[] = [];
  for (let start = text.indexOf(OPEN); start !== -1; ) {
    const close = closeOf(text, start + OPEN.length);
    if (close === undefined) {
      all.push({ start, end: text.length, source: text.slice(start + OPEN.length), isOpen: true });
      break;
    }
    const end = close + CLOSE.length;
    all.push({ start, end, source: text.slice(start + OPEN.length, close), isOpen: false });
    start = text.indexOf(OPEN, end);
  }
  return all;
}

function closeOf(text: string, from: number): number | undefined {
  let isText = false;
  for (let at = from; at < text.length; at += 1) {
    const character = text.charCodeAt(at);
    if (character === 39) isText = !isText;
    else if (!isText && character === 125 && text.charCodeAt(at + 1) === 125) return at;
  }
  return undefined;
}
