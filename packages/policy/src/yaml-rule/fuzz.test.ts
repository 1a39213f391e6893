import fc from "fast-check";
import { expect, it } from "vitest";
import { checkPolicy } from "../engine/check-policy.ts";
import { graphWith, now, planWith, resourceWith, settingWith, workloadWith } from "../testing/subjects.ts";
import { loadYamlRules } from "./load-yaml-rules.ts";
import { readRule } from "./testing/rule-file.ts";

const RUNS = process.env["TOWPATH_LONG"] ? 10_000 : 300;

const RULE = `apiVersion: towpath.dev/v1
kind: PolicyRule
metadata: { id: acme/rule, severity: high, docs: { summary: It holds., rationale: Because. } }
params: { min: { type: integer, default: 7, minimum: 1, merge: raise-only }, names: { type: list, default: [a] } }
select: { resource: "*" }
when: environment.name in ['prod', 'dev'] && !resource.isStateful || has(resource.size)
assert: |-
  resource.settings.all(name, params.names.exists(n, n == name && re2(name, '^[a-z]+$')))
  && size(resource.dependsOn) < params.min + 1 && now > timestamp('2026-01-01T00:00:00Z') - duration('24h')
at: settings.tls
message: "{{resource.name}} and {{resource.dependsOn.join(', ')}} of {{service.name + '}}'}}"
suggestions: ["Write {{params.min}}.", "{{resources.map(r, r.name)}}"]
fix: { safety: safe, set: { settings.tls: "{{params.min}}", settings.a: { b: ["x{{resource.name}}"] } } }
tests: { pass: [{ resources: {} }], fail: [{ resources: {} }] }
`;

const hostile = [
  "__proto__",
  "constructor",
  "{{",
  "}}",
  "'",
  '"',
  "(",
  ")",
  "[",
  "]",
  ".all(x, ",
  ".map(x, x + x)",
  "!",
  "-",
  " && ",
  "9223372036854775808",
  "\\u0000",
  "é😀",
  "\n",
  "  ",
  ": ",
  "resource",
  "workload",
  "change",
  "re2('a', '(a*)*b')",
  "glob('**', '**/**/**')",
  "null",
  "1e999",
  "/",
  "% 0",
];

const mutation = fc.record({
  at: fc.integer({ min: 0, max: RULE.length }),
  cut: fc.integer({ min: 0, max: 30 }),
  put: fc.oneof(fc.constantFrom(...hostile), fc.string({ maxLength: 8 })),
  times: fc.constantFrom(1, 1, 1, 2, 50, 400),
});

function mutated(mutations: readonly { at: number; cut: number; put: string; times: number }[]): string {
  return mutations.reduce(
    (text, { at, cut, put, times }) => text.slice(0, at) + put.repeat(times) + text.slice(at + cut),
    RULE,
  );
}

it("reads whatever stands in a rule, and never throws, hangs or shows a stack", () => {
  const resources = [resourceWith({ settings: { a: settingWith("x"), tls: settingWith({ why: "later" }) } })];
  const graph = graphWith({ resources, workloads: [workloadWith()] });
  let usable = 0;
  fc.assert(
    fc.property(fc.array(mutation, { maxLength: 3 }), (mutations) => {
      const text = mutated(mutations);
      const started = process.cpuUsage();
      const read = readRule(text);
      const loaded = read.value ? loadYamlRules([read.value]) : { rules: [], findings: [] };
      const said = [...read.findings, ...loaded.findings];
      expect(said.length + loaded.rules.length).toBeGreaterThan(0);
      if (loaded.rules.length > 0) {
        usable += 1;
        const request = { services: [{ graphs: [graph] }], plans: [planWith([{}])], levels: {}, now };
        said.push(...checkPolicy({ ...request, rules: loaded.rules }).findings);
      }
      for (const { message, places } of said) {
        expect(message).not.toMatch(/\n\s+at |TypeError|RangeError|undefined|\[object/);
        expect(places[0]?.file).toMatch(/^(?:rule|towpath)\.yaml$/);
      }
      const { user, system } = process.cpuUsage(started);
      expect((user + system) / 1000).toBeLessThan(2000);
    }),
    { numRuns: RUNS },
  );
  // Some of the rules have to be good enough to be evaluated.
  expect(usable).toBeGreaterThan(RUNS / 50);
});
