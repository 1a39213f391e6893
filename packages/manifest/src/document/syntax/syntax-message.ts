import { brackets } from "./brackets.ts";
import { foreignText, typographicQuotes } from "./foreign-text.ts";
import { colonBeforeBracket, colons, indentation, items, secondColon, tabs } from "./lines.ts";
import { type Said, type Slip, type Span, slipAt } from "./slip.ts";
import { afterBlockSign, badStart, foreignComment, quotes } from "./texts.ts";

/** What may be the matter, the surest first. */
const DIAGNOSES: readonly ((slip: Slip) => Said | undefined)[] = [
  noText,
  directive,
  foreignText,
  tabs,
  badStart,
  foreignComment,
  afterBlockSign,
  colonBeforeBracket,
  quotes,
  brackets,
  typographicQuotes,
  items,
  colons,
  secondColon,
  indentation,
  byReason,
];

/** Why a text cannot be read as YAML, in the words of people who write it, from where its parser gave up and what it says. */
export function syntaxMessage(text: string, offset: number, reason: string): Said {
  const slip = slipAt(text, offset, reason);
  for (const diagnose of DIAGNOSES) {
    const said = diagnose(slip);
    if (said) return { ...said, at: said.at.map((span) => within(span, text.length)) };
  }
  return {
    message: "From here on this cannot be read as YAML.",
    at: [within({ start: slip.at, end: slip.at + 1 }, text.length)],
    suggestions: [
      "Look at this line and the one above it: the indentation, a colon with a space behind it, quotes and brackets that are closed.",
    ],
  };
}

/** A span that ends where the text does, and not before it begins. */
function within(span: Span, length: number): Span {
  const start = Math.min(span.start, length);
  return { ...span, start, end: Math.max(start, Math.min(span.end, length)) };
}

function noText({ reason, at }: Slip): Said | undefined {
  const what = reason.startsWith("null byte")
    ? "The file holds a NUL character; it is no text."
    : reason.includes("non-printable") || reason === "expected valid JSON character"
      ? "The file holds a control character."
      : undefined;
  return what === undefined
    ? undefined
    : {
        message: what,
        at: [{ start: at, end: at + 1 }],
        suggestions: ["Take it out; an editor that shows such characters finds it."],
      };
}

/** A line before the document that tells programs how to read it. */
function directive({ reason, text, at }: Slip): Said | undefined {
  if (!/directive|YAML version/.test(reason)) return undefined;
  const line = /^%.*$/m.exec(text.slice(0, at));
  const start = line?.index ?? at;
  return {
    message: "A line that starts with % is a directive, and this is none that YAML 1.2 takes here.",
    at: [{ start, end: start + (line?.[0].length ?? 0) }],
    suggestions: ["Take the line out; a document needs none."],
  };
}

/** What the parser itself says best. */
const REASONS: readonly (readonly [reason: string, message: string, suggestion: string])[] = [
  ["duplication of an anchor", "A value has two anchors.", "Keep one of the two, and let all aliases name that."],
  ["duplication of a tag", "A value has two tags.", "Take the tags (!) out; documents need none."],
  [
    "alias node should not",
    "An alias cannot have an anchor or a tag of its own.",
    "Take what stands before the * out.",
  ],
  [
    "end of the stream or a document separator",
    "The document has ended before this line, which belongs to nothing.",
    "A document is one mapping: lines with a key, a colon and a value.",
  ],
  ["block scalar", "The number behind | or > says how far in the text is: 1 to 9.", "Leave the number out."],
];

function byReason({ reason, at, rest, text }: Slip): Said | undefined {
  const found = REASONS.find(([words]) => reason.includes(words));
  if (!found) return undefined;
  const end = Math.min(at + Math.max(1, rest.trimEnd().length), text.length);
  return { message: found[1], at: [{ start: at, end }], suggestions: [found[2]] };
}
