import { requestError } from "./errors.ts";

/** The line by which a text of ours is found again. Nobody sees it on the page. */
export function markerLine(marker: string): string {
  if (/^(?!.*--)[\w.:/@=+-]{1,200}$/.test(marker) && !marker.endsWith("-")) return `<!-- ${marker} -->`;
  throw requestError(
    `${JSON.stringify(marker)} cannot mark a comment.`,
    "Use letters, digits and . : / @ = + _ -, without two - in a row.",
  );
}

/**
 * Whether a text begins with the marker: one that quotes it further down is another's answer. GitHub gives the line ends
 * that a browser made.
 */
export function isMarked(body: string, marker: string): boolean {
  return body.split(/\r?\n/, 1)[0]?.trim() === markerLine(marker);
}

/** A text below its marker. */
export function marked(marker: string, body: string): string {
  return `${markerLine(marker)}\n${body}`;
}

/** Whether two texts are one on the page. */
export function isSameText(one: string, other: string): boolean {
  return plain(one) === plain(other);
}

function plain(text: string): string {
  return text.replaceAll("\r\n", "\n").trimEnd();
}
