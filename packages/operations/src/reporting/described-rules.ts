import type { Level } from "@towpath/core";
import type { PackRule } from "@towpath/policy";
import type { Result, RuleDescription } from "@towpath/report";

/** Groups whose rules are about what an attacker could do. */
const SECURITY: ReadonlySet<string> = new Set(["data", "network", "supply-chain", "workflows"]);

/** What the rules that come with Towpath say of themselves, as far as a result has findings of them. */
export async function describedRules({ findings }: Result): Promise<readonly RuleDescription[]> {
  const levels = new Map<string, Level>();
  for (const { code, level } of findings) if (levels.get(code) !== "mandatory") levels.set(code, level);
  if (levels.size === 0) return [];
  const { recommended, strict } = await import("@towpath/policy");
  const known = new Map([...strict.rules, ...recommended.rules].map((entry) => [entry.rule.id, entry]));
  return [...levels].flatMap(([code, level]) => {
    const entry = known.get(code);
    return entry ? [description(entry, level)] : [];
  });
}

function description({ rule }: PackRule, level: Level): RuleDescription {
  const { id, docs, meta } = rule;
  const [group = ""] = id.split("/");
  const { summary, rationale } = meta.docs;
  const tags = SECURITY.has(group) ? [group, "security"] : [group];
  return { id, summary, rationale, docs, severity: meta.severity, level, tags };
}
