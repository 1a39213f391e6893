import { printable } from "./printable.ts";

/** What has a meaning wherever it stands in a line of GitHub Flavored Markdown, and its harmless form. */
const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  "|": "&#124;",
  "`": "&#96;",
  "*": "&#42;",
  _: "&#95;",
  "[": "&#91;",
  "]": "&#93;",
  "\\": "&#92;",
  "~": "&#126;",
  $: "&#36;",
  // A mention needs its sign and its name side by side: an invisible space keeps them apart.
  "@": "&#64;&#8203;",
  "#": "&#35;",
};

/**
 * Untrusted text as text within one line of Markdown: no emphasis, code, link, image, HTML, table cell, formula, mention,
 * issue reference or bare link comes out of it, nor a list, a heading, a quotation or a workflow command at its start.
 */
export function markdownText(text: string): string {
  return printable(text)
    .replace(/[&<>|`*_[\]\\~$@#]/g, (character) => ENTITIES[character] ?? character)
    .replace(/(&#35;)(?=\d)/g, "$1&#8203;")
    .replace(/:(?=\/\/)/g, "&#58;")
    .replace(/\b(www)\./gi, "$1&#46;")
    .replace(/\b(gh)-(?=\d)/gi, "$1-&#8203;")
    .trimStart()
    .replace(/^[-+=:]/, (sign) => `&#${sign.charCodeAt(0)};`)
    .replace(/^(\d+)([.)])/, (_, start: string, sign: string) => `${start}&#${sign.charCodeAt(0)};`);
}

/** Untrusted text as code within one line. Elements stand for backticks, which text could close. */
export function markdownCode(text: string): string {
  return text === "" ? "" : `<code>${markdownText(text)}</code>`;
}

/** Untrusted text as a line within `<pre>`, where Markdown has no say (CommonMark 0.31, HTML blocks, start condition 1). */
export function preformatted(text: string): string {
  return withoutCommandInMarkup(printable(text).replace(/[&<>]/g, (character) => ENTITIES[character] ?? character));
}

/** What `withoutCommand` does to plain text, for markup that is printed in a job: a reader of the markup sees the same text. */
export function withoutCommandInMarkup(line: string): string {
  return line.replace(/^(\s*):(?=:)/, "$1&#58;").replaceAll("##[", "##&#91;");
}
