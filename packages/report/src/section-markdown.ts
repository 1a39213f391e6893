import { documentLines } from "./document.ts";
import { markdownCode, markdownText, preformatted } from "./markdown-escape.ts";
import type { Section } from "./result.ts";

/** A section in pieces, so that a page can take as many whole lines as it has room for. */
export interface MarkdownSection {
  readonly open: string;
  readonly lines: readonly string[];
  readonly close: string;
}

/** A section as Markdown. Tables stay tables; lines and changes keep their spaces within `<pre>`. */
export function markdownSection(section: Section): MarkdownSection {
  const title = section.title === undefined ? "" : `\n### ${markdownText(section.title)}\n`;
  switch (section.kind) {
    case "fields":
      return {
        open: `${title}\n| | |\n| --- | --- |\n`,
        lines: section.fields.map(({ name, value }) => `| ${markdownText(name)} | ${markdownCode(value)} |\n`),
        close: "",
      };
    case "table":
      return {
        open: `${title}\n${row(section.head)}| ${section.head.map(() => "---").join(" | ")} |\n`,
        lines: section.rows.map((cells) => row(section.head.map((_, column) => cells[column] ?? ""))),
        close: "",
      };
    case "lines":
      return {
        open: `${title}\n<pre>\n`,
        lines: section.lines.map((line) => `${preformatted(line)}\n`),
        close: "</pre>\n",
      };
    case "changes":
      return {
        open: `${title}\n<pre>\n`,
        lines: section.changes.map(({ sign, text, details }) =>
          [`${sign} ${text}`, ...details.map((detail) => `    ${detail}`)]
            .map((line) => `${preformatted(line)}\n`)
            .join(""),
        ),
        close: "</pre>\n",
      };
    case "document":
      return {
        open: `${title}\n<pre>\n`,
        lines: documentLines(section.text).map((line) => `${preformatted(line)}\n`),
        close: "</pre>\n",
      };
  }
}

function row(cells: readonly string[]): string {
  return `| ${cells.map(markdownText).join(" | ")} |\n`;
}
