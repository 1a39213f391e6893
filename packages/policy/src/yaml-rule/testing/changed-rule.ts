import { loadYamlRules, type YamlRuleOptions } from "../load-yaml-rules.ts";
import { ruleFile } from "./rule-file.ts";

/** The parts of a rule that is right. */
const PARTS = {
  params: "{ minDays: { type: integer, default: 7, minimum: 1, merge: raise-only } }",
  select: "{ resource: [postgres, mysql] }",
  when: undefined,
  assert: "resource.settings.backupRetentionDays >= params.minDays",
  at: "settings.backupRetentionDays",
  message:
    '"{{resource.name}} keeps backups for {{resource.settings.backupRetentionDays}} days; {{params.minDays}} are required."',
  suggestions: '["Write {{params.minDays}} or more."]',
  fix: '{ safety: safe, set: { settings.backupRetentionDays: "{{params.minDays}}" } }',
} as const;

/** A part of a rule instead of its own; undefined for none. */
export type RuleChanges = Readonly<Partial<Record<keyof typeof PARTS, string | undefined>>>;

/** The text of a rule with some parts changed. */
function ruleText(changes: RuleChanges = {}): string {
  const lines = Object.entries({ ...PARTS, ...changes }).flatMap(([key, value]) => (value ? [`${key}: ${value}`] : []));
  return [
    "apiVersion: towpath.dev/v1",
    "kind: PolicyRule",
    "metadata: { id: acme/backups, severity: high, docs: { summary: Backups are kept., rationale: Data goes wrong. } }",
    ...lines,
    "tests: { pass: [{ resources: {} }], fail: [{ resources: {} }] }",
    "",
  ].join("\n");
}

/** What loading a rule with some parts changed comes to. */
export function loadChanged(changes: RuleChanges = {}, options: YamlRuleOptions = {}) {
  return loadYamlRules([ruleFile(ruleText(changes))], options);
}

/** The rule with some parts changed. @throws where anything is wrong with it */
export function rulesOf(changes: RuleChanges = {}, options: YamlRuleOptions = {}) {
  const { rules, findings } = loadChanged(changes, options);
  if (findings.length > 0) throw new Error(findings.map(({ message }) => message).join("\n"));
  return rules;
}
