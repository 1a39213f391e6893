import { cutBytes } from "./cut-bytes.ts";
import { documentLines } from "./document.ts";
import { markdownCode, markdownText, preformatted } from "./markdown-escape.ts";
import type { ChangeLine, Section } from "./result.ts";

/** A section in pieces, so that a page can take as many whole lines as it has room for. */
export interface MarkdownSection {
  readonly open: string;
  readonly lines: readonly string[];
  readonly close: string;
  /** Says how many of the lines there was no room for. */
  readonly leftOut?: ((count: number) => string) | undefined;
}

/** A section as Markdown. Tables stay tables; lines keep their spaces within `<pre>`; each change is a fold. */
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
        open: `${title}${section.summary === undefined ? "" : `\n${markdownText(cutBytes(section.summary, 4_000))}\n`}`,
        lines: section.changes.map(changeFold),
        close: "",
        leftOut: (count) => `\n_${count} of ${section.changes.length} changes, the lightest, are not shown here._\n`,
      };
    case "document":
      return {
        open: `${title}\n<pre>\n`,
        lines: documentLines(section.text).map((line) => `${preformatted(line)}\n`),
        close: "</pre>\n",
      };
  }
}

const MARKS = { heavy: "❗ ", medium: "⚠️ " } as const;
/** Characters of one fold: one change must not take a whole page. */
const FOLD = 15_000;
/** Bytes of one line of it, before escaping. */
const FOLD_LINE = 500;

/** A change as a fold that is closed: its details are many where somebody wants to see them. */
function changeFold({ sign, text, details, weight }: ChangeLine): string {
  const mark = weight === undefined ? "" : MARKS[weight];
  const head = `\n<details>\n<summary>${mark}<code>${markdownText(sign)}</code> ${markdownText(cutBytes(text, FOLD_LINE))}</summary>\n`;
  if (details.length === 0) return `${head}</details>\n`;
  const shown: string[] = [];
  let room = FOLD;
  for (const detail of details) {
    const line = `${preformatted(cutBytes(detail, FOLD_LINE))}\n`;
    room -= line.length;
    if (room < 0) break;
    shown.push(line);
  }
  const missing = details.length - shown.length;
  const rest = missing === 0 ? "" : `… and ${missing} more lines, which the JSON result has.\n`;
  return `${head}\n<pre>\n${shown.join("")}${rest}</pre>\n</details>\n`;
}

function row(cells: readonly string[]): string {
  return `| ${cells.map(markdownText).join(" | ")} |\n`;
}
