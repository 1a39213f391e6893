import { quoted, type Said, type Slip } from "./slip.ts";

const MARKER = /^(?:<{7}|={7}|>{7}|\|{7})(?=\s|$).*$/m;
const FENCE = /^(?:```|~~~).*$/m;
const TEMPLATE = /\{\{.*?\}\}|\{%.*?%\}|\{\{|\{%/g;
const TYPOGRAPHIC = /[“”„‟‘’‚‛«»]/;

/** A file that holds what was never meant to be YAML. */
export function foreignText({ text, line, at }: Slip): Said | undefined {
  const marker = MARKER.exec(text);
  if (marker)
    return {
      message: `The file holds a merge conflict that nobody has resolved: "${quoted(marker[0])}".`,
      at: [{ start: marker.index, end: marker.index + marker[0].length }],
      suggestions: ["Keep what is right of both sides, and take the lines with <<<<<<<, ======= and >>>>>>> out."],
    };
  const fence = FENCE.exec(text);
  if (fence)
    return {
      message: "This line is the edge of a code block in Markdown, and no YAML.",
      at: [{ start: fence.index, end: fence.index + fence[0].length }],
      suggestions: [`Take the lines that start with ${fence[0].slice(0, 3)} out.`],
    };
  if (/^\ufeff?\s*<(?:!doctype|html|\?xml)/i.test(text)) {
    const start = text.indexOf("<");
    return {
      message: "The file is a web page or XML, and no YAML.",
      at: [{ start, end: start + quoted(text.slice(start)).length }],
      suggestions: ["Where it was downloaded, the server may have answered with a page that says what went wrong."],
    };
  }
  for (const { index, 0: found } of line.text.matchAll(TEMPLATE)) {
    const start = line.start + index;
    if (start > at) break;
    return {
      message: `"${quoted(found)}" is a template of another tool, which YAML takes for mappings.`,
      at: [{ start, end: start + found.length }],
      suggestions: ["Let that tool fill it in first, or put the whole text in quotes."],
    };
  }
  return undefined;
}

/** Quotes as a word processor makes them mean nothing in YAML. */
export function typographicQuotes({ line, before }: Slip): Said | undefined {
  const found = TYPOGRAPHIC.exec(before);
  if (!found) return undefined;
  const start = line.start + found.index;
  return {
    message: `${found[0]} is no quote in YAML, so the text behind it is not held together.`,
    at: [{ start, end: start + 1 }],
    suggestions: [`Write plain quotes: " or '.`],
  };
}
