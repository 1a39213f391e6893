import type { Rule } from "@towpath/policy";

/** What a rule looks at, in words: `resources of the type postgres or mysql`. */
export function selectWords({ select }: Pick<Rule, "select">): string {
  const [word, names] = Object.entries(select)[0] ?? ["", "*"];
  const having = "having" in select && select.having !== undefined ? ` with ${select.having}` : "";
  const list: readonly string[] = Array.isArray(names) ? names.map(String) : [String(names)];
  const plural = PLURALS.get(word) ?? `${word}s`;
  if (list.length === 1 && list[0] === "*") return `all ${plural}${having}`;
  return `${plural} of the kind ${list.join(" or ")}${having}`;
}

const PLURALS = new Map([
  ["repository", "repositories"],
  ["uses", "steps and jobs that use something"],
  ["condition", "jobs and steps that have a condition"],
  ["automation", "workflows and actions"],
  ["fleet", "services together"],
]);
