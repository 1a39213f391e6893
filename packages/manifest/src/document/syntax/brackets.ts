import { openAt } from "./open-at.ts";
import { quoted, type Said, type Slip } from "./slip.ts";

const CLOSES: Readonly<Record<string, string>> = { "[": "]", "{": "}" };

/** Brackets that are not closed, or closed by another, and commas that are missing or too many. */
export function brackets(slip: Slip): Said | undefined {
  const { text, at, rest, before, reason } = slip;
  const open = openAt(text, at).brackets;
  const last = open.at(-1);
  const first = rest.charAt(0);
  if (last === undefined) {
    if (first !== "]" && first !== "}") return undefined;
    return {
      message: `This ${first} closes nothing: there is no ${first === "]" ? "[" : "{"} for it.`,
      at: [{ start: at, end: at + 1 }],
      suggestions: [`Take the ${first} out.`],
    };
  }
  const sign = text.charAt(last);
  const closing = CLOSES[sign] ?? "";
  const opening = { start: last, end: last + 1 };
  if (reason.includes("found ','"))
    return {
      message: "There is a comma too many: nothing stands before it.",
      at: [{ start: at, end: at + 1 }],
      suggestions: ["Take one comma out."],
    };
  if (reason.startsWith("deficient") || reason.startsWith("unexpected end"))
    return {
      message: `The ${sign} that opens here is not closed: it lacks a ${closing}.`,
      at:
        at >= text.length
          ? [opening]
          : [opening, { start: at, end: at + Math.max(1, quoted(rest).length), note: "reading ended here" }],
      suggestions: [`Write the ${closing} where the ${sign === "[" ? "list" : "mapping"} ends.`],
    };
  if (!reason.startsWith("missed comma")) return undefined;
  if ((first === "]" || first === "}") && first !== closing)
    return {
      message: `This ${first} stands where a ${closing} is expected, for the ${sign} that is still open.`,
      at: [
        { start: at, end: at + 1 },
        { ...opening, note: "opened here" },
      ],
      suggestions: [`Write ${closing} before it, or in its place.`],
    };
  const placeholder = /\$$/.test(before) ? /^\{[^}\r\n]*\}?/.exec(rest)?.[0] : undefined;
  if (placeholder !== undefined)
    return {
      message: `The placeholder "$${quoted(placeholder)}" needs quotes within [ ] and { }.`,
      at: [{ start: at - 1, end: at + placeholder.length }],
      suggestions: [`Write "$${quoted(placeholder)}", with the quotes around the whole text.`],
    };
  const key = first === ":" ? /[^\s,[\]{}]+$/.exec(before.trimEnd())?.[0] : undefined;
  if (key !== undefined) {
    const start = at - (before.length - before.trimEnd().length) - key.length;
    return {
      message: `A comma is missing before "${quoted(key)}", or the text that holds the colon needs quotes.`,
      at: [{ start, end: start + key.length }],
      suggestions: [`Write \`, ${quoted(key)}:\`.`],
    };
  }
  const [word = ""] = /^(?:"[^"]*"|'[^']*'|[^\s,[\]{}]+)/.exec(rest) ?? [first];
  return {
    message: `A comma is missing before ${/^["']/.test(word) ? quoted(word) : `"${quoted(word)}"`}.`,
    at: [{ start: at, end: at + Math.max(1, word.length) }],
    suggestions: ["Write a comma between two entries."],
  };
}
