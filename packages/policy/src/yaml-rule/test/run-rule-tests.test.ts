import { expect, it } from "vitest";
import { now } from "../../testing/subjects.ts";
import { loadYamlRules } from "../load-yaml-rules.ts";
import { ruleFile } from "../testing/rule-file.ts";
import { runRuleTests } from "./run-rule-tests.ts";

function run(body: string): readonly string[] {
  const text = `apiVersion: towpath.dev/v1
kind: PolicyRule
metadata: { id: acme/rule, severity: high, docs: { summary: It holds., rationale: Because. } }
${body}`;
  const file = ruleFile(text);
  const { rules, findings } = loadYamlRules([file]);
  const [entry] = rules;
  if (!entry) throw new Error(findings.map(({ message }) => message).join("\n"));
  return runRuleTests(file, entry.rule, { now }).map(({ expected, index, isRight, message, place }) => {
    return `${place.range?.start.line} ${expected} ${index}: ${isRight ? "right" : "wrong"}: ${message}`;
  });
}

it("runs parts of manifests against a platform of its own", () => {
  const results = run(`params: { min: { type: integer, default: 7 } }
select: { resource: queue }
when: environment.name == 'prod'
assert: has(resource.settings.days) && resource.settings.days >= params.min
message: "{{resource.name}} is short."
tests:
  pass:
    - resources: { jobs: { type: queue, settings: { days: 7 } } }
    - { environment: dev, resources: { jobs: { type: queue } } }
    - { params: { min: 3 }, resources: { jobs: { type: queue, settings: { days: 3 } } } }
  fail:
    - resources: { jobs: { type: queue, settings: { days: 6 } } }
    - resources: { jobs: { type: queue } }
    - resources: { jobs: { type: queue, settings: { days: 8 } } }
    - resources: { jobs: { type: other } }
    - { nonsense: 1 }
`);
  expect(results).toEqual([
    "11 pass 0: right: It finds nothing.",
    "12 pass 1: right: It finds nothing.",
    "13 pass 2: right: It finds nothing.",
    "15 fail 0: right: jobs is short.",
    "16 fail 1: right: jobs is short.",
    "17 fail 2: wrong: It finds nothing.",
    "18 fail 3: wrong: It sees nothing of what it selects here.",
    expect.stringMatching(/^19 fail 4: wrong: The example cannot be used: .*nonsense/),
  ]);
});

it("runs changes of plans", () => {
  const results = run(`select: { change: "*" }
assert: change.risk != 'data-loss' || service.criticality != 'critical'
message: "{{change.address}} is lost."
tests:
  pass:
    - { changes: [{ action: delete, risk: data-loss }] }
  fail:
    - { changes: [{ action: delete, risk: data-loss }], metadata: { criticality: critical } }
`);
  expect(results).toEqual(["9 pass 0: right: It finds nothing.", "11 fail 0: right: resources.db is lost."]);
});

it("runs workflows, actions and files of a repository", () => {
  const results = run(`select: { step: uses }
assert: step.uses.isPinned || has(step.action)
at: uses
message: "{{step.uses.text}} is not pinned{{has(step.job) ? ' in ' + step.job.id : ''}}."
tests:
  pass:
    - workflow: |
        on: push
        jobs:
          a:
            runs-on: ubuntu-latest
            steps: [{ uses: "actions/checkout@0123456789012345678901234567890123456789" }]
  fail:
    - workflow:
        on: push
        jobs: { build: { runs-on: ubuntu-latest, steps: [{ uses: actions/checkout@v4 }] } }
    - workflow: "["
`);
  expect(results).toEqual([
    "10 pass 0: right: It finds nothing.",
    "17 fail 0: right: actions/checkout@v4 is not pinned in build.",
    expect.stringMatching(/^20 fail 1: wrong: The example cannot be used: /),
  ]);
  const files = run(`select: { repository: "*" }
assert: "'SECURITY.md' in repository.files && repository.codeowners.exists(line, line.pattern == '*')"
message: SECURITY.md or an owner of everything is missing.
tests:
  pass: [{ files: { SECURITY.md: Write to us., CODEOWNERS: "* @acme/all" } }]
  fail: [{ files: { README.md: Hello. } }]
`);
  expect(files.map((one) => one.split(": ")[1])).toEqual(["right", "right"]);
});
