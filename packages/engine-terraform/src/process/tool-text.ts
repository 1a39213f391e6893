import { stripVTControlCharacters } from "node:util";

/** A text of a tool's that is longer tells nobody more, in UTF-16 code units. */
const LONGEST = 16_000;
const LONGEST_NAME = 4_000;

/** A text of a tool's as one may show it: secrets removed, no terminal commands or control characters, bounded. */
export type Cleaner = (text: string) => string;

/**
 * A function that makes a text of a tool's fit to be shown: see {@link Cleaner}. Line breaks and tabs stay.
 *
 * @param redact takes known secrets out of a text; it sees the text before and after what commands a terminal was removed, for a colour may stand within a secret
 * @param longest in UTF-16 code units
 */
export function cleaner(redact: (text: string) => string, longest = LONGEST): Cleaner {
  return (text) => {
    const whole = redact(plain(redact(text)));
    return whole.length > longest ? `${whole.slice(0, longest).toWellFormed()} …` : whole;
  };
}

/**
 * A name or an id of a tool's: exact, for it is looked up, or undefined where it holds what no name does. No secret is taken out
 * of it: a weak one may be a part of many names.
 */
export function nameIn(text: string): string | undefined {
  return text !== "" && text.length <= LONGEST_NAME && plain(text) === text ? text : undefined;
}

function plain(text: string): string {
  return stripVTControlCharacters(text.toWellFormed())
    .replace(/\r\n?/g, "\n")
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, "");
}
