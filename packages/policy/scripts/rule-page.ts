import type { PackRule } from "../src/engine/pack.ts";
import type { ParameterSchema } from "../src/rule/parameters.ts";
import type { OneOf, Select } from "../src/rule/select.ts";

const BANNER = "<!-- Written by `npm run generate` from the rule. Do not edit. -->\n";

/** The page of one rule, as Markdown: all of it from the rule itself. */
export function rulePage({ rule, level }: PackRule, pack: string): string {
  const { severity, since, effectiveFrom, docs } = rule.meta;
  const isPlan = rule.phase === "plan";
  return [
    `${BANNER}\n# ${rule.id}\n`,
    `${docs.summary}\n`,
    `**Why.** ${docs.rationale}\n`,
    [
      `- Looks at ${subjectsOf(rule.select)}.`,
      `- Severity: ${severity}.`,
      `- Level in \`${pack}\`: ${level}.`,
      `- Since ${since}${effectiveFrom === undefined ? "" : `, in force from ${effectiveFrom}`}.\n`,
    ].join("\n"),
    ...parameters(rule),
    ...(docs.params ? [`The examples are for \`${JSON.stringify(docs.params)}\`.\n`] : []),
    `## It fails\n${examples(docs.bad, isPlan)}`,
    `## It passes\n${examples(docs.good, isPlan)}`,
    "## How strictly it is taken\n",
    `The platform says so, for all environments or for each:\n`,
    `\`\`\`yaml\npolicies:\n  levels:\n    ${rule.id}: ${level === "mandatory" ? "advisory" : "mandatory"} # mandatory, advisory or off; or { dev: off, prod: mandatory }\n\`\`\`\n`,
  ].join("\n");
}

/** The list of all rules of a pack. */
export function rulesPage(rules: readonly PackRule[], pack: string): string {
  const groups = Map.groupBy(rules, ({ rule }) => rule.id.split("/")[0] ?? "");
  const lists = [...groups].map(([group, entries]) => {
    const lines = entries.map(
      ({ rule, level }) => `- [${rule.id}](${rule.id}.md) (${level}): ${rule.meta.docs.summary}`,
    );
    return `## ${group}\n\n${lines.join("\n")}\n`;
  });
  return [
    `${BANNER}\n# Rules of ${pack}\n`,
    "The level in brackets is the one that a rule has until a platform says otherwise.",
    "A level for a rule that no pack has is a mandatory finding, `policy/unknown-rule`: a misspelt name would switch a rule off in silence.\n",
    ...lists,
  ].join("\n");
}

function parameters({ parameters: { schema } }: PackRule["rule"]): readonly string[] {
  const names = Object.keys(schema);
  if (names.length === 0) return [];
  const lines = Object.entries(schema).map(([name, parameter]) => `- \`${name}\`: ${described(parameter)}.`);
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

function subjectsOf(select: Select): string {
  if ("service" in select) return "every service, in each environment";
  if ("document" in select) return `documents of the kind ${named(select.document)}`;
  if ("change" in select) {
    return select.change === "*" ? "every change of a plan" : `changes of a plan: ${named(select.change)}`;
  }
  if ("workload" in select) {
    const kinds = select.workload === "*" ? "every workload" : `workloads of the kind ${named(select.workload)}`;
    return select.having === undefined ? kinds : `${kinds} that has \`${select.having}\``;
  }
  const types = select.resource === "*" ? "every resource" : `resources of the type ${named(select.resource)}`;
  return select.having === undefined ? types : `${types} that has the setting \`${select.having}\``;
}

function named(names: OneOf<string>): string {
  return typeof names === "string" ? names : names.join(" or ");
}

function examples(all: readonly string[], isPlan: boolean): string {
  const about = isPlan ? "\nChanges of a plan:\n" : "";
  return `${about}${all.map((example) => `\n\`\`\`yaml\n${example.trimEnd()}\n\`\`\`\n`).join("")}`;
}
