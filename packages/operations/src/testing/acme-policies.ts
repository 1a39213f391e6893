import { manifestOf } from "./folder-with.ts";

/** The text of a rule that servers run in several instances, with what the test is about set. */
export function instancesRule(
  facts: { id?: string; min?: number; more?: string; tests?: string; severity?: string } = {},
): string {
  const { id = "acme/instances", min = 2, more = "", severity = "medium" } = facts;
  const {
    tests = `  pass: [{ workload: { run: x, port: 80, scale: { min: ${min} } } }]\n  fail: [{ workload: { run: x, port: 80, scale: { min: ${min - 1} } } }]`,
  } = facts;
  return `apiVersion: towpath.dev/v1
kind: PolicyRule
metadata: { id: ${id}, severity: ${severity}, docs: { summary: Servers run twice., rationale: One is none. }${more} }
params: { least: { type: integer, default: ${min}, merge: raise-only } }
select: { workload: server }
assert: workload.scale.min >= params.least
at: scale.min
message: "{{workload.name}} runs as {{workload.scale.min}}."
tests:
${tests}
`;
}

/** A service whose platform has that rule in a pack of its own, with levels, a parameter and waivers set. */
export const ACME_FILES = {
  "towpath.yaml": manifestOf(
    "orders",
    `platform: ./platform.yaml
workload: { run: node server.js, port: 80, scale: { min: 2, max: 4 } }
build: { output: [server.js] }
policies: { levels: { acme/instances: { dev: mandatory } }, params: { acme/instances: { least: 3 } } }
waivers: [./waivers.yaml]
`,
  ),
  "platform.yaml": `apiVersion: towpath.dev/v1
kind: Platform
metadata: { name: acme }
environments: { dev: { engine: local }, prod: { engine: local } }
policies:
  packs: ["./policies/*.yaml"]
  levels: { acme/instances: { prod: mandatory } }
`,
  "policies/instances.yaml": instancesRule(),
  "waivers.yaml": `apiVersion: towpath.dev/v1
kind: Waivers
waivers:
  - { id: W-1, rule: acme/instances, subject: { service: orders, environment: dev }, reason: Later., owner: team-a, created: 2026-11-15, expires: 2026-12-20 }
  - { id: W-2, rule: acme/other, subject: { service: orders }, reason: Later., owner: team-a, created: 2026-11-15, expires: 2026-12-20 }
`,
};
