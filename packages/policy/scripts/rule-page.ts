import { dump, load } from "js-yaml";
import type { PackRule } from "../src/engine/pack.ts";
import type { ParameterMerge, ParameterSchema } from "../src/rule/parameters.ts";
import type { OneOf, Select } from "../src/rule/select.ts";

const BANNER = "<!-- Written by `npm run generate` from the rule. Do not edit. -->\n";

/** A rule with its level in each built-in pack; absent where the pack does not have it. */
export interface DocumentedRule {
  readonly rule: PackRule["rule"];
  readonly recommended: PackRule["level"] | undefined;
  readonly strict: PackRule["level"] | undefined;
}

/** The page of one rule, as Markdown: all of it from the rule itself. */
export function rulePage({ rule, recommended, strict }: DocumentedRule): string {
  const { severity, since, effectiveFrom, docs, fix, waivable } = rule.meta;
  const level = recommended ?? strict;
  return [
    `${BANNER}\n# ${rule.id}\n`,
    `${docs.summary}\n`,
    `**Why.** ${docs.rationale}\n`,
    [
      `- Looks at ${subjectsOf(rule.select)}.`,
      `- Severity: ${severity}.`,
      `- Level: ${recommended ? `${recommended} in \`recommended\`, ${strict} in \`strict\`` : `${strict} in \`strict\`; not in \`recommended\``}.`,
      ...(fix === undefined ? [] : [`- Fix: ${FIXES[fix]}.`]),
      `- Waivers: ${waivable === false ? "none" : `for ${waivable?.maxDays ?? 90} days at most`}.`,
      `- Since ${since}${effectiveFrom === undefined ? "" : `, in force from ${effectiveFrom}`}.\n`,
    ].join("\n"),
    ...parameters(rule),
    ...(docs.params ? [`The examples are for \`${JSON.stringify(docs.params)}\`.\n`] : []),
    `## It fails\n${examples(docs.bad, rule.phase)}`,
    `## It passes\n${examples(docs.good, rule.phase)}`,
    "## How strictly it is taken\n",
    `The platform says so, for all environments or for each:\n`,
    `\`\`\`yaml\npolicies:\n  levels:\n    ${rule.id}: ${level === "mandatory" ? "advisory" : "mandatory"} # mandatory, advisory or off; or { dev: off, prod: mandatory }\n\`\`\`\n`,
  ].join("\n");
}

const FIXES = {
  safe: "safe, made by `towpath check --fix`",
  unsafe: "needs a look, made by `towpath check --fix=all`",
};

/** The list of all rules of the built-in packs. */
export function rulesPage(rules: readonly DocumentedRule[]): string {
  const groups = Map.groupBy(rules, ({ rule }) => rule.id.split("/")[0] ?? "");
  const lists = [...groups].map(([group, entries]) => {
    const rows = entries.map(({ rule, recommended = "", strict = "" }) => [
      `[${rule.id}](${rule.id}.md)`,
      recommended,
      strict,
      rule.meta.docs.summary,
    ]);
    return `## ${group}\n\n${table([["rule", "recommended", "strict", "what holds where it passes"], ...rows])}\n`;
  });
  return [
    `${BANNER}\n# Rules of the built-in packs\n`,
    "`@towpath/policy/recommended` holds for any service; `@towpath/policy/strict` is all of it, more strictly, and what only it has. A platform names its packs below `policies.packs`.\n",
    "The levels are those that a rule has until a platform says otherwise.",
    "A level for a rule that no pack has is a mandatory finding, `policy/unknown-rule`: a misspelt name would switch a rule off in silence.\n",
    "How the rules about workflows compare with those of other tools stands in [workflow-rules.md](../workflow-rules.md).\n",
    ...lists,
  ].join("\n");
}

/** A table whose columns are as wide as their widest cell, as the formatter lays it out. */
function table([head = [], ...rows]: readonly (readonly string[])[]): string {
  const widths = head.map((_, column) => Math.max(3, ...[head, ...rows].map((row) => (row[column] ?? "").length)));
  const line = (cells: readonly string[], fill: string): string =>
    `| ${widths.map((width, column) => (cells[column] ?? "").padEnd(width, fill)).join(" | ")} |`;
  return [line(head, " "), line([], "-"), ...rows.map((row) => line(row, " "))].join("\n");
}

const MERGES: Readonly<Record<ParameterMerge, string>> = {
  fixed: "the platform's to say",
  "raise-only": "a service may raise it",
  "lower-only": "a service may lower it",
  "add-only": "a service may add to it",
  "remove-only": "a service may take from it",
};

function parameters({ parameters: { schema, merge = {} } }: PackRule["rule"]): readonly string[] {
  const names = Object.keys(schema);
  if (names.length === 0) return [];
  const lines = Object.entries(schema).map(
    ([name, parameter]) => `- \`${name}\`: ${described(parameter)}; ${MERGES[merge[name] ?? "fixed"]}.`,
  );
  return [`## Parameters\n\n${lines.join("\n")}\n`];
}

function described(schema: ParameterSchema): string {
  const value = `${JSON.stringify(schema.default)} by default`;
  switch (schema.type) {
    case "integer":
    case "number": {
      const bounds = [
        ...(schema.minimum === undefined ? [] : [`at least ${schema.minimum}`]),
        ...(schema.maximum === undefined ? [] : [`at most ${schema.maximum}`]),
      ];
      return [schema.type === "integer" ? "a whole number" : "a number", ...bounds, value].join(", ");
    }
    case "list":
      return [schema.enum ? `a list of ${schema.enum.join(", ")}` : "a list of texts", value].join("; ");
    case "string":
      return [schema.enum ? `one of ${schema.enum.join(", ")}` : "a text", value].join(", ");
    case "boolean":
      return `true or false, ${value}`;
  }
}

const WHOLE = {
  repository: "the repository, once a check",
  fleet: "all services that are checked together",
  workflow: "every workflow",
  action: "every action of the repository's own",
  uses: "everything that steps and jobs use",
  condition: "every condition of steps and jobs",
  automation: "every workflow and every action of the repository's own",
};

function subjectsOf(select: Select): string {
  for (const [word, what] of Object.entries(WHOLE)) if (Object.hasOwn(select, word)) return what;
  if ("step" in select) return select.step === "*" ? "every step" : `steps of the kind ${named(select.step)}`;
  if ("job" in select) return select.job === "*" ? "every job" : `jobs of the kind ${named(select.job)}`;
  if ("service" in select) return "every service, in each environment";
  if ("document" in select) return `documents of the kind ${named(select.document)}`;
  if ("change" in select) {
    return select.change === "*" ? "every change of a plan" : `changes of a plan: ${named(select.change)}`;
  }
  if ("workload" in select) {
    const kinds = select.workload === "*" ? "every workload" : `workloads of the kind ${named(select.workload)}`;
    return select.having === undefined ? kinds : `${kinds} that has \`${select.having}\``;
  }
  if (!("resource" in select)) return "";
  const types = select.resource === "*" ? "every resource" : `resources of the type ${named(select.resource)}`;
  return select.having === undefined ? types : `${types} that has the setting \`${select.having}\``;
}

function named(names: OneOf<string>): string {
  return typeof names === "string" ? names : names.join(" or ");
}

const ABOUT = {
  documents: "",
  graph: "",
  plan: "\nChanges of a plan, and perhaps a part of the manifest behind them:\n",
  repository: "",
  fleet: "\nServices that are checked together:\n",
};

function examples(all: readonly string[], phase: PackRule["rule"]["phase"]): string {
  const written = phase === "repository" ? all.map(spread) : all;
  return `${ABOUT[phase]}${written.map((example) => `\n\`\`\`yaml\n${example.trimEnd()}\n\`\`\`\n`).join("")}`;
}

/** Files by their path are easier to read one below the other. */
function spread(example: string): string {
  return example.startsWith("{") ? dump(load(example), { lineWidth: -1 }) : example;
}
