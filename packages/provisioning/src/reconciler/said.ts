import { stripVTControlCharacters } from "node:util";

/** A message that is longer tells nobody more. */
const LONGEST = 4_000;

/** What somebody else's code threw, in words: whatever it was, bounded, and without what commands a terminal. */
export function saidBy(thrown: unknown): string {
  try {
    if (typeof thrown === "string") return plainText(thrown) || "an empty text was thrown";
    if (typeof thrown !== "object" || thrown === null)
      return `something that is no error was thrown (${String(thrown)})`;
    const message: unknown = Reflect.get(thrown, "message");
    if (typeof message === "string" && message !== "") return plainText(message);
    return thrown instanceof Error
      ? `${plainText(thrown.name)} without a message`
      : "something that is no error was thrown (object)";
  } catch {
    return "something was thrown that cannot even be looked at";
  }
}

/** What somebody else's code threw, as an error that can be looked at without another one being thrown. */
export function tamed(thrown: unknown): Error {
  try {
    if (thrown instanceof Error && typeof thrown.message === "string" && typeof thrown.name === "string") return thrown;
  } catch {
    // It refuses to be looked at.
  }
  return new Error(saidBy(thrown));
}

/** A text of somebody else's, bounded, in whole characters, without control characters other than line breaks and tabs. */
export function plainText(text: string): string {
  const short = text.length > LONGEST ? `${text.slice(0, LONGEST)}… (${text.length - LONGEST} characters more)` : text;
  return stripVTControlCharacters(short.toWellFormed()).replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, "");
}
