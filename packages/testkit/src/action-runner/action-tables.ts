import type { ActionMetadata } from "./action-metadata.ts";

/**
 * A README with its tables of inputs and outputs as `action.yml` has them. A table stands between the comments
 * `<!-- inputs -->` and `<!-- /inputs -->`, `<!-- outputs -->` and `<!-- /outputs -->`.
 *
 * @throws {Error} where a pair of comments is missing
 */
export function withActionTables(readme: string, { inputs, outputs }: ActionMetadata): string {
  const inputRows = [...inputs].map(([name, input]) => {
    const preset = input.isRequired ? "required" : input.default ? `\`${input.default}\`` : "";
    return [`\`${name}\``, input.description, preset];
  });
  const outputRows = [...outputs].map(([name, description]) => [`\`${name}\``, description]);
  const withInputs = between(readme, "inputs", table(["input", "what it is", "default"], inputRows));
  return between(withInputs, "outputs", table(["output", "what it is"], outputRows));
}

/** Columns are padded, as the repository's formatter wants them. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = [head, ...rows].map((row) => row.map(cell));
  const widths = head.map((_, column) => Math.max(3, ...cells.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    `| ${row.map((text, column) => text.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  const [first = [], ...others] = cells;
  return [line(first), line(widths.map((width) => "-".repeat(width))), ...others.map(line)].join("\n");
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replace(/\s*\n\s*/g, " ");
}

function between(readme: string, name: string, content: string): string {
  const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [start, end] = [readme.indexOf(open), readme.indexOf(close)];
  if (start < 0 || end < start) throw new Error(`The README has no ${open} followed by ${close}.`);
  return `${readme.slice(0, start + open.length)}\n${content}\n${readme.slice(end)}`;
}
