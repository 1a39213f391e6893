import type { Command, Option } from "../src/commands/command.ts";

/** What a command takes and how it is typed, as Markdown. */
export function commandReference({ name, summary, description, argument, options, examples }: Command): string {
  const usage = ["towpath", name, "[options]", ...(argument ? [argument.syntax] : [])].join(" ");
  const rows = [
    ...(argument ? [[argument.syntax, argument.description] as const] : []),
    ...options.map(({ flags, description, isList }) => [flags, withRepeat(description, isList)] as const),
  ];
  return [
    `${sentence(description ?? summary)}\n`,
    `\`\`\`text\n${usage}\n\`\`\`\n`,
    ...(rows.length > 0 ? [table("what it takes", rows)] : []),
    examples.map(([line, what]) => `- \`${line}\` ${what}`).join("\n"),
  ].join("\n");
}

/** Options as a table. */
export function optionsTable(options: readonly Option[]): string {
  return table(
    "option",
    options.map(({ flags, description }) => [flags, description]),
  );
}

/** Columns are as wide as their widest cell, as the formatter has them. */
function table(head: string, rows: readonly (readonly [string, string])[]): string {
  const cells = [[head, ""], ...rows.map(([term, text]) => [cell(`\`${term}\``), cell(text)])];
  const widths = [0, 1].map((column) => Math.max(3, ...cells.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    `| ${widths.map((width, column) => (row[column] ?? "").padEnd(width)).join(" | ")} |\n`;
  const [first = [], ...others] = cells;
  return [line(first), line(widths.map((width) => "-".repeat(width))), ...others.map(line)].join("");
}

/** A text that stays one cell of a table, and in which `<name>` is no tag. */
function cell(text: string): string {
  const escaped = text.startsWith("`") ? text : text.replaceAll("<", "&lt;");
  return escaped.replaceAll("|", "\\|").replaceAll("\n", " ");
}

function withRepeat(description: string, isList: boolean | undefined): string {
  return isList && !description.includes("more than once")
    ? `${description}; may be given more than once`
    : description;
}

function sentence(text: string): string {
  const first = `${text[0]?.toUpperCase() ?? ""}${text.slice(1)}`;
  return /[.!?]$/.test(first) ? first : `${first}.`;
}
