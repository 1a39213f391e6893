import { ACTIONLINT, AGREEMENT, type Correspondence, DIFFERENCES, type Difference, ZIZMOR } from "./corpus-map.ts";

const TOOLS: readonly {
  readonly corpus: Difference["corpus"];
  readonly title: string;
  readonly map: Readonly<Record<string, Correspondence>>;
}[] = [
  { corpus: "zizmor", title: "zizmor", map: ZIZMOR },
  { corpus: "actionlint", title: "actionlint", map: ACTIONLINT },
];

/** The page that says how the workflow rules compare with those of other tools. */
export function corpusPage(): string {
  return `${[
    "# Workflow rules beside other tools",
    "<!-- Written by scripts/generate.ts from src/recommended/workflows/testing/corpus-map.ts. -->",
    "[zizmor](https://docs.zizmor.sh/audits/) and [actionlint](https://github.com/rhysd/actionlint/blob/main/docs/checks.md) publish workflow files with what they have to say about them. Towpath's rules are its own; a test holds them against half of these cases: the same lines, nothing on files that are clean, and a reason for each difference. What zizmor says only under `--pedantic` or `--persona=auditor` is a rule of the pack `strict` here, or a stricter parameter.",
    ...TOOLS.flatMap(({ corpus, title, map }) => [`## ${title}`, summary(corpus), table(corpus, map), ...notOurs(map)]),
    "## Differences",
    differences(),
  ].join("\n\n")}\n`;
}

function summary(corpus: Difference["corpus"]): string {
  const counts = Object.values(AGREEMENT[corpus]);
  const [agreed, expected] = [0, 1].map((at) => counts.reduce((sum, count) => sum + (count[at] ?? 0), 0));
  return `${agreed} of ${expected} findings of the rules that are mapped stand on the same line.`;
}

function table(corpus: Difference["corpus"], map: Readonly<Record<string, Correspondence>>): string {
  const rows = Object.entries(map).flatMap(([rule, one]) => {
    if ("notOurs" in one) return [];
    const stricter = Object.entries(one.stricter ?? {}).map(([level, ids]) => `${ids.map(page).join(", ")} (${level})`);
    const counts = AGREEMENT[corpus][rule];
    const agreed = counts ? `${counts[0]} of ${counts[1]}` : "no case";
    return [[rule, [...one.ours.map(page), ...stricter].join(", "), agreed]];
  });
  return aligned([["theirs", "ours", "same line"], ...rows]);
}

function page(id: string): string {
  return `[${id}](rules/${id}.md)`;
}

function notOurs(map: Readonly<Record<string, Correspondence>>): readonly string[] {
  const rows = Object.entries(map).flatMap(([rule, one]) => {
    if ("notOurs" in one) return [`- **${rule}**: ${one.notOurs}.`];
    return one.only ? [`- **${rule}**, but for ${one.only.inputs.join(", ")}: ${one.only.because}.`] : [];
  });
  return rows.length === 0 ? [] : ["Not ours:", rows.join("\n")];
}

function differences(): string {
  const rows = DIFFERENCES.map(({ corpus, input, line, rule, kind, why }) => [
    `${corpus} \`${input}\``,
    String(line),
    rule,
    kind === "missed" ? "they only" : "we only",
    why,
  ]);
  return aligned([["case", "line", "rule", "who says it", "why"], ...rows]);
}

/** A table whose columns are as wide as their widest cell, as the formatter lays it out. */
function aligned([head = [], ...rows]: readonly (readonly string[])[]): string {
  const widths = head.map((_, column) => Math.max(3, ...[head, ...rows].map((row) => (row[column] ?? "").length)));
  const line = (cells: readonly string[], fill: string): string =>
    `| ${widths.map((width, column) => (cells[column] ?? "").padEnd(width, fill)).join(" | ")} |`;
  return [line(head, " "), line([], "-"), ...rows.map((row) => line(row, " "))].join("\n");
}
