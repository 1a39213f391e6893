import { openAt } from "./open-at.ts";
import { quoted, type Said, type Slip } from "./slip.ts";

/** A character that no text may start with unless it is in quotes. */
export function badStart({ text, at, rest, before, reason }: Slip): Said | undefined {
  const isNameless = reason.startsWith("name of an a") && /[*&]\s*$/.test(before);
  const first = isNameless ? before.trimEnd().slice(-1) : rest.charAt(0);
  const start = isNameless ? at - (before.length - before.trimEnd().length) - 1 : at;
  const isTag = reason.includes("tag handle") || reason.startsWith("tag ");
  if (isTag) {
    const word = /\S*$/.exec(before)?.[0] ?? "";
    return {
      message: `"${quoted(word)}" starts with !, so YAML takes it for a tag.`,
      at: [{ start: at - word.length, end: at }],
      suggestions: [`Put it in quotes: "${quoted(word + rest)}".`],
    };
  }
  if (!isNameless && (!"@`%".includes(first) || first === "" || !/(?:^|[\s[{,])$/.test(before))) return undefined;
  const isWithin = openAt(text, start).brackets.length > 0;
  const value = quoted((isNameless ? first : "") + (isWithin ? (rest.split(/[,\]}]/, 1)[0] ?? "") : rest));
  const meaning = isNameless ? `: that is how an ${first === "*" ? "alias" : "anchor"} starts` : "";
  return {
    message: `A text cannot start with ${first} in YAML${meaning}.`,
    at: [{ start, end: start + value.length }],
    suggestions: [`Put it in quotes: "${value}".`],
  };
}

/** A comment as JavaScript and others write it. */
export function foreignComment({ rest, at }: Slip): Said | undefined {
  if (!/^\/[/*]/.test(rest)) return undefined;
  return {
    message: `${rest.slice(0, 2)} starts no comment in YAML.`,
    at: [{ start: at, end: at + rest.trimEnd().length }],
    suggestions: ["Start the comment with #, and a space before it."],
  };
}

/** `|` and `>` start a text of several lines. */
export function afterBlockSign({ reason, before, rest, at, line }: Slip): Said | undefined {
  const sign = /[|>][-+0-9]*\s*$/.exec(before)?.[0].trim();
  if (!sign || !reason.includes("line break")) return undefined;
  const start = line.start + before.lastIndexOf(sign.charAt(0));
  return {
    message: `${sign.charAt(0)} starts a text of several lines, and "${quoted(rest)}" follows it on the same line.`,
    at: [{ start, end: Math.max(at, start + 1) }],
    suggestions: [`Put the text on the lines below, or in quotes: "${quoted(line.text.slice(start - line.start))}".`],
  };
}

/** A text in quotes that is not closed, or that ends before it should. */
export function quotes({ text, at, rest, before, reason }: Slip): Said | undefined {
  const { quote, closed, brackets } = openAt(text, at);
  if (/escape|hexadecimal/.test(reason)) {
    const start = text.lastIndexOf("\\", at);
    return {
      message: `${quoted(text.slice(start, start + 2))} is no escape that YAML knows in double quotes.`,
      at: [{ start, end: start + 2 }],
      suggestions: ["Write \\\\ for a backslash, or put the text in single quotes."],
    };
  }
  if (quote !== undefined) {
    const sign = text.charAt(quote);
    const [line = ""] = text.slice(quote).split(/[\r\n]/, 1);
    return {
      message: `The text that starts here is not closed: it lacks a ${sign} at its end.`,
      at: [{ start: quote, end: quote + line.trimEnd().length }],
      suggestions: [`Write the ${sign} where the text ends.`],
    };
  }
  if (!closed || text.slice(closed.end, at).trim() !== "" || /^(?:$|[:,\]}])/.test(rest)) return undefined;
  const sign = text.charAt(closed.start);
  const isApostrophe = sign === "'" && closed.end === at && /^\w/.test(rest);
  if (sign !== "'" && sign !== '"') {
    const close = text.charAt(closed.end - 1);
    if (before.trim() === "") return undefined;
    return {
      message: `What starts with ${sign} ends at this ${close}, and more follows: "${quoted(rest)}".`,
      at: [{ start: closed.end - 1, end: closed.end }],
      suggestions: [`Put all of it in quotes if it is a text, or take out what follows the ${close}.`],
    };
  }
  if (before.trim() === "" || (brackets.length > 0 && /^["']/.test(rest))) return undefined;
  const end = { start: closed.end - 1, end: closed.end };
  if (/[\r\n]/.test(text.slice(closed.start, closed.end)))
    return {
      message: `The text in quotes that starts here ends only at the next ${sign}, lines further down.`,
      at: [
        { start: closed.start, end: closed.start + 1 },
        { ...end, note: "it ends here" },
      ],
      suggestions: [`Write a ${sign} where it is meant to end.`],
    };
  return {
    message: `The text in quotes ends at this ${sign}, and more follows: "${quoted(rest)}".`,
    at: [end],
    suggestions: [
      isApostrophe
        ? "Write '' for an apostrophe within single quotes, or put the text in double quotes."
        : "Put all of it in quotes, or none of it.",
    ],
  };
}
