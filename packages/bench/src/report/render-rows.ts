import type { Figure, Row } from "./row.ts";

/** Rows as a Markdown table, ready for a README and aligned for a terminal. */
export function renderRows(rows: readonly Row[]): string {
  const head = ["what", "median (middle half)", "beside", "ratio, pair by pair", "expected"];
  const body = rows.map(({ what, figure, beside, expected }) => [
    what,
    figureText(figure),
    beside ? `${beside.what}: ${figureText(beside.figure)}` : "",
    beside ? `${ratio(beside.ratio.median)} (${ratio(beside.ratio.low)}–${ratio(beside.ratio.high)})` : "",
    expected ?? "",
  ]);
  const widths = head.map((title, column) =>
    Math.max(title.length, ...body.map((cells) => (cells[column] ?? "").length)),
  );
  const line = (cells: readonly string[], fill: string) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0, fill)).join(" | ")} |`;
  return [
    line(head, " "),
    line(
      head.map(() => ""),
      "-",
    ),
    ...body.map((cells) => line(cells, " ")),
  ].join("\n");
}

const UNITS = { wall: "ms", cpu: "ms CPU", memory: "MiB", each: "µs CPU", count: "times" } as const;

function figureText({ kind, median, low, high }: Figure): string {
  return `${digits(median)} ${UNITS[kind]} (${digits(low)}–${digits(high)})`;
}

/** Three digits say all that is known. */
function digits(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

function ratio(value: number): string {
  return value.toFixed(value < 0.1 ? 4 : 2);
}
