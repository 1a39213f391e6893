import type { Result } from "../result.ts";
import type { RuleDescription } from "../rule-description.ts";
import { findingWith, resultWith } from "./findings.ts";

const at = (line: number, column: number, endColumn: number) => [
  { file: "towpath.yaml", range: { start: { line, column }, end: { line, column: endColumn } } },
];

/** A result with a finding of each outcome, as a check of one service would end. */
export const sampleResult: Result = resultWith({
  environment: "prod",
  summary: "orders: 3 mandatory findings, 2 advisory findings, 1 not known yet and 1 waived.",
  findings: [
    findingWith({
      code: "data/backup-retention",
      message: "db keeps backups for 3 days; 7 are required.",
      docs: "packages/policy/docs/rules/data/backup-retention.md",
      environments: ["prod", "stage"],
      address: "resources.db",
      places: at(12, 7, 30),
      suggestions: ["Write backupRetentionDays: 7."],
      fingerprint: "11111111111111111111111111111111",
    }),
    findingWith({
      code: "data/tls",
      message: "db takes connections without TLS.",
      docs: "packages/policy/docs/rules/data/tls.md",
      outcome: "pending",
      severity: "critical",
      places: at(14, 5, 15),
      suggestions: [],
      fingerprint: "22222222222222222222222222222222",
    }),
    findingWith({
      code: "workload/limits",
      message: "The workload has no limits.",
      docs: "packages/policy/docs/rules/workload/limits.md",
      level: "advisory",
      severity: "low",
      address: "workloads.main",
      places: [...at(20, 1, 10), { file: "platform/platform.yaml", note: "asked for here" }],
      suggestions: ["Add limits: { cpu: 500m, memory: 256Mi }."],
      fingerprint: "33333333333333333333333333333333",
    }),
    findingWith({
      code: "data/offered-version",
      message: "PostgreSQL 13 is withdrawn. From 2026-12-01 on this fails.",
      docs: "packages/policy/docs/rules/data/offered-version.md",
      outcome: "upcoming",
      severity: "medium",
      places: at(11, 5, 16),
      suggestions: [],
      fingerprint: "44444444444444444444444444444444",
    }),
    findingWith({
      code: "data/public-access",
      message: "uploads is public. Waived until 2027-01-30 by team-checkout.",
      docs: "packages/policy/docs/rules/data/public-access.md",
      outcome: "waived",
      address: "resources.uploads",
      places: at(30, 5, 12),
      suggestions: [],
      fingerprint: "55555555555555555555555555555555",
    }),
    findingWith({
      code: "network/private",
      message: "Whether that holds is known only after apply.",
      docs: "packages/policy/docs/rules/network/private.md",
      outcome: "indeterminate",
      address: "resources.db",
      places: at(13, 5, 12),
      suggestions: [],
      fingerprint: "66666666666666666666666666666666",
    }),
    findingWith({
      code: "acme/broken",
      message: "The rule acme/broken threw: x is undefined.",
      docs: "https://acme.example/rules/broken",
      outcome: "error",
      address: "",
      places: [],
      suggestions: ["Tell whoever wrote the rule."],
      fingerprint: "77777777777777777777777777777777",
    }),
  ],
  sections: [{ kind: "lines", title: "Mandatory rules that saw nothing", lines: ["delivery/tests"] }],
});

/** What one of its rules says of itself. */
export const sampleRules: readonly RuleDescription[] = [
  {
    id: "data/backup-retention",
    summary: "Backups are kept for as long as the platform asks.",
    rationale: "A mistake is often noticed days after it was made.",
    docs: "packages/policy/docs/rules/data/backup-retention.md",
    severity: "high",
    level: "mandatory",
    tags: ["data", "security"],
  },
];
