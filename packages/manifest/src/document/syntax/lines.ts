import { type Line, lineAbove, quoted, type Said, type Slip, spanOf } from "./slip.ts";

const ITEM = /^ *-(?:\s|$)/;
/** A key with something right behind its colon; no address such as `https://…`. */
const TIGHT = /^ *(?:- +)*("[^"]*"|'[^']*'|[A-Za-z0-9_./-]+):(?=[^ \t/])/;
const KEY = /^ *(?:- +)*(?:"[^"]*"|'[^']*'|[^\s:#][^:#]*):(?:[ \t]|$)/;

/** A tab where spaces are expected. */
export function tabs({ line }: Slip): Said | undefined {
  const found = /^ *(\t+)/.exec(line.text);
  if (!found) return undefined;
  const end = line.start + found[0].length;
  return {
    message: "This line is indented with a tab; YAML takes spaces only.",
    at: [{ start: end - (found[1]?.length ?? 1), end }],
    suggestions: ["Replace each tab by two spaces, and set your editor to do so in YAML files."],
  };
}

/** A list that starts behind a key, and an item or a key that stands among others. */
export function items({ text, line, above, before, rest, at }: Slip): Said | undefined {
  if (/^-(?:\s|$)/.test(rest) && /:\s+$/.test(before))
    return {
      message: `A list cannot start on the line of its key "${quoted(before.replace(/:\s+$/, ""))}".`,
      at: [{ start: at, end: at + 1 }],
      suggestions: ["Write each item on a line of its own below the key, or all of them in [ ]."],
    };
  if (above && ITEM.test(line.text) && ITEM.test(above.text) && above.indent !== line.indent)
    return {
      message: `This item is indented by ${spaces(line)}, and the one above it by ${spaces(above)}.`,
      at: [spanOf(line), { ...spanOf(above), note: "the line above it" }],
      suggestions: ["Indent all items of a list alike."],
    };
  const sibling = siblingOf(text, line);
  if (sibling && ITEM.test(line.text) && !ITEM.test(sibling.text))
    return {
      message: `This is an item of a list, and "${quoted(sibling.text)}" above it is not.`,
      at: [spanOf(line), { ...spanOf(sibling), note: "the line that it stands beside" }],
      suggestions: ["Give the list a key of its own, or indent the item below the key that it belongs to."],
    };
  if (sibling && ITEM.test(sibling.text) && !ITEM.test(line.text))
    return {
      message: `"${quoted(line.text)}" is no item of a list, and "${quoted(sibling.text)}" above it is one.`,
      at: [spanOf(line), { ...spanOf(sibling), note: "the line that it stands beside" }],
      suggestions: ["Start it with - if it is an item, or indent it as the key that the list belongs to."],
    };
  return undefined;
}

/** A key whose mapping or list in brackets follows without a colon. */
export function colonBeforeBracket({ line }: Slip): Said | undefined {
  const found = /^( *(?:- +)*)([\w.-]+) +([[{]) *(?:["']|[\w.-]+ *:|[}\]])/.exec(line.text);
  if (!found) return undefined;
  const [, before = "", key = "", sign = ""] = found;
  const start = line.start + before.length;
  return {
    message: `"${quoted(key)}" is no key with a value: it lacks a colon.`,
    at: [{ start, end: start + key.length }],
    suggestions: [`Write \`${quoted(key)}: ${sign}\`.`],
  };
}

/** A line that lacks its colon, or the space behind it. The parser sees it only when the next line comes. */
export function colons({ line, above, reason, rest, before }: Slip): Said | undefined {
  const isNext = /bad indentation|multiline key|document separator/.test(reason) && above !== undefined;
  const isAlike = above !== undefined && above.indent === line.indent;
  const isMultiline = reason.includes("multiline key");
  const isAbove = isNext && (isAlike || isMultiline) && (isMultiline || rest.startsWith(":"));
  const suspect = isAbove && !TIGHT.test(before) ? above : line;
  if (suspect === line && !/expected ':'|whitespace character is expected/.test(reason) && !/:\S/.test(line.text))
    return undefined;
  const tight = TIGHT.exec(suspect.text);
  if (tight) {
    const colon = suspect.start + tight[0].length - 1;
    const value = suspect.text.slice(tight[0].length);
    return {
      message: value.startsWith("\u00a0")
        ? "Behind the colon is a no-break space, which looks like a space and is none."
        : "There is no space behind the colon, so this is one text and no key with a value.",
      at: [{ start: colon, end: colon + 1 }],
      suggestions: [`Write \`${tight[1]}: ${quoted(value.replace(/^\u00a0+/, ""))}\`.`],
    };
  }
  if (KEY.test(suspect.text) || suspect.text.trim() === "" || ITEM.test(suspect.text)) return undefined;
  const [, key = "", value = ""] = /^\s*(\S+)(?:\s*=\s*|\s+|$)(.*)$/.exec(suspect.text) ?? [];
  return {
    message: `"${quoted(suspect.text)}" is no key with a value: it lacks a colon.`,
    at: [spanOf(suspect)],
    suggestions: [`Write \`${quoted(`${key}: ${value}`)}\`.`],
  };
}

/** Two keys on one line. */
export function secondColon({ before, rest, at }: Slip): Said | undefined {
  if (!/^:(?:\s|$)/.test(rest)) return undefined;
  const first = /^(.*?):\s+(.*)$/.exec(before);
  if (!first) return undefined;
  const [, key = "", value = ""] = first;
  const all = quoted(`${value}${rest}`);
  return {
    message: `A second colon stands behind "${quoted(key.replace(/^ *(?:- +)*/, ""))}:" on this line; YAML takes one key a line.`,
    at: [{ start: at, end: at + 1 }],
    suggestions: [
      `Put the value in quotes if it is a text: "${all.replaceAll('"', '\\"')}".`,
      `Write \`${all}\` on the next line, further in, if it is a key.`,
    ],
  };
}

/** A line that is further in or out than the lines around it let it be. */
export function indentation({ text, line, above, reason, rest, before }: Slip): Said | undefined {
  if (!above || !/bad indentation|deficient|document separator/.test(reason)) return undefined;
  const isKeyLine = before.trim() === "" || rest.startsWith(":");
  if (!isKeyLine) return undefined;
  if (line.indent > above.indent)
    return {
      message: `This line is indented by ${spaces(line)}, and the line above it, which it cannot belong to, by ${spaces(above)}.`,
      at: [
        { start: line.start, end: line.start + line.indent },
        { ...spanOf(above), note: "the line above it" },
      ],
      suggestions: [
        KEY.test(above.text) && !/:\s*$/.test(above.text)
          ? "Indent both alike: a key that has a value has nothing below it."
          : "Indent both alike.",
      ],
    };
  const levels = [...new Set(levelsAbove(text, line))].sort((a, b) => a - b);
  if (levels.includes(line.indent)) return undefined;
  return {
    message: `This line is indented by ${spaces(line)}; the lines that it could belong to are indented by ${levels.join(" or ")}.`,
    at: [
      { start: line.start, end: line.start + Math.max(1, line.indent) },
      { ...spanOf(above), note: "the line above it" },
    ],
    suggestions: ["Indent it as the keys or items that it stands beside."],
  };
}

/** The nearest line above that is indented alike, with none further out between. */
function siblingOf(text: string, line: Line): Line | undefined {
  for (let above = lineAbove(text, line); above && above.indent >= line.indent; above = lineAbove(text, above))
    if (above.indent === line.indent) return above;
  return undefined;
}

/** How far in the lines above are that are still open. */
function levelsAbove(text: string, line: Line): readonly number[] {
  const levels: number[] = [];
  let least = Number.POSITIVE_INFINITY;
  for (let above = lineAbove(text, line); above && least > 0; above = lineAbove(text, above)) {
    if (above.indent >= least) continue;
    least = above.indent;
    levels.push(least);
  }
  return levels;
}

function spaces({ indent }: Line): string {
  return indent === 0 ? "none" : indent === 1 ? "1 space" : `${indent} spaces`;
}
