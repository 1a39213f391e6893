import stringWidth from "fast-string-width";
import { documentLines } from "./document.ts";
import type { Colour, Paint } from "./palette.ts";
import { printable } from "./printable.ts";
import type { ChangeLine, Section } from "./result.ts";

const SIGNS: Readonly<Record<ChangeLine["sign"], Colour>> = {
  "+": "green",
  "~": "yellow",
  "-": "red",
  "!": "red",
  "=": "dim",
  ">": "cyan",
  "?": "cyan",
};

/** A section as lines of text, its title first. */
export function sectionText(section: Section, paint: Paint): readonly string[] {
  const title = section.title === undefined ? [] : [paint("bold", printable(section.title))];
  return [...title, ...bodyText(section, paint)];
}

function bodyText(section: Section, paint: Paint): readonly string[] {
  switch (section.kind) {
    case "fields": {
      const names = section.fields.map(({ name }) => printable(name));
      const width = widest(names);
      return section.fields.map(({ value }, index) =>
        `  ${paint("dim", padded(names[index] ?? "", width))}  ${printable(value)}`.trimEnd(),
      );
    }
    case "table":
      return tableText(section.head, section.rows, paint);
    case "lines":
      return section.lines.map((line) => `  ${printable(line)}`.trimEnd());
    case "changes":
      return [
        ...(section.summary === undefined ? [] : [printable(section.summary)]),
        ...section.changes.flatMap(({ sign, text, details, weight }) => [
          `  ${paint(SIGNS[sign], sign)} ${weight === "heavy" ? paint("red", printable(text)) : printable(text)}`,
          ...details.map((detail) => `      ${printable(detail)}`.trimEnd()),
        ]),
      ];
    case "document":
      return documentLines(section.text);
  }
}

function tableText(head: readonly string[], rows: readonly (readonly string[])[], paint: Paint): readonly string[] {
  const table = [head, ...rows].map((row) => head.map((_, column) => printable(row[column] ?? "")));
  const widths = head.map((_, column) => widest(table.map((row) => row[column] ?? "")));
  return table.map((row, index) => {
    const cells = row.map((cell, column) => {
      const isLast = column === row.length - 1;
      const text = isLast ? cell : padded(cell, widths[column] ?? 0);
      return index === 0 ? paint("dim", text) : text;
    });
    return `  ${cells.join("  ")}`.trimEnd();
  });
}

function widest(texts: readonly string[]): number {
  return texts.reduce((most, text) => Math.max(most, stringWidth(text)), 0);
}

function padded(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - stringWidth(text)));
}
