import type { Finding, Level, Severity } from "@towpath/core";

/** What a rule says of itself, beside what it found. */
export interface RuleDescription {
  /** The code of its findings: `data/backup-retention`. */
  readonly id: string;
  /** One sentence: what holds where the rule passes. */
  readonly summary: string;
  /** Why it matters. */
  readonly rationale: string;
  /** Its page: a path in Towpath's repository, or an address. */
  readonly docs: string;
  readonly severity: Severity;
  readonly level: Level;
  /** Words that it is found by: its group, `security`. */
  readonly tags: readonly string[];
}

/** A description for each code that findings have, sorted; where none is given, what the findings know. */
export function describedRules(
  findings: readonly Finding[],
  rules: readonly RuleDescription[] = [],
): readonly RuleDescription[] {
  const given = new Map(rules.map((rule) => [rule.id, rule]));
  const described = new Map<string, RuleDescription>();
  for (const finding of findings) {
    const { code, docs, severity, level } = finding;
    const known = described.get(code);
    if (!known) {
      const [group = "", name = ""] = code.split("/");
      const summary = name === "" ? code : `${name.replaceAll("-", " ")} (${group})`;
      const told = { id: code, summary, rationale: "", docs, severity, level, tags: name === "" ? [] : [group] };
      described.set(code, given.get(code) ?? told);
    } else if (level === "mandatory" && known.level !== "mandatory" && !given.has(code)) {
      described.set(code, { ...known, level });
    }
  }
  return [...described.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}
