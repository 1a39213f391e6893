import { expect, test } from "vitest";
import { memoryFiles } from "../testing/memory-files.ts";
import { policyDocument } from "./load-document.ts";
import { loadPolicyPack } from "./load-policy-pack.ts";
import { loadPolicyRule } from "./load-policy-rule.ts";

const RULE = {
  metadata: "{ id: acme/short, severity: high, docs: { summary: S., rationale: R. } }",
  params: "{ minDays: { type: integer, default: 7, minimum: 1, merge: raise-only } }",
  select: "{ resource: [postgres, mysql] }",
  assert: '"resource.settings.backupRetentionDays >= params.minDays"',
  message: '"{{resource.name}} is short."',
  fix: '{ safety: safe, set: { settings.backupRetentionDays: "{{params.minDays}}" } }',
  tests: "{ pass: [{ resources: {} }], fail: [{ resources: {} }] }",
};

function rule(changes: Readonly<Record<string, string | undefined>> = {}): string {
  const lines = Object.entries({ ...RULE, ...changes }).flatMap(([key, value]) => (value ? [`${key}: ${value}`] : []));
  return ["apiVersion: towpath.dev/v1", "kind: PolicyRule", ...lines, ""].join("\n");
}

const load = (text: string) => loadPolicyRule("/repo/r.yaml", "r.yaml", memoryFiles({ "r.yaml": text }));

test("a rule is what its file says", () => {
  const { value, findings } = load(rule());
  expect(findings).toEqual([]);
  expect(value?.document).toMatchObject({
    metadata: { id: "acme/short" },
    select: { resource: ["postgres", "mysql"] },
  });
  expect(value?.source.placeOfKey(["assert"]).range?.start.line).toBe(6);
});

test.each([
  [
    "no test that fails",
    { tests: "{ pass: [{ a: 1 }], fail: [] }" },
    "tests.fail is an empty list; expected at least one",
  ],
  ["no tests", { tests: undefined }, 'lacks "tests"'],
  ["no condition", { assert: undefined }, 'lacks "assert"'],
  ["two subjects", { select: '{ resource: "*", workload: "*" }' }, "expected one of resource, workload, service"],
  ["a subject that there is not", { select: "{ databse: x }" }, 'Unknown key "databse" in select'],
  ["a fix that does both", { fix: "{ safety: safe, set: { a: 1 }, remove: b }" }, "expected either set or remove"],
  ["an id without a group", { metadata: RULE.metadata.replace("acme/", "") }, "expected group/name"],
  [
    "a day that there is not",
    { metadata: RULE.metadata.replace("severity", "effectiveFrom: 2026-02-30, severity") },
    "there is no such day",
  ],
  [
    "a default of another kind",
    { params: "{ a: { type: integer, default: x } }" },
    'has the default "x"; expected a whole',
  ],
  ["a default out of bounds", { params: "{ a: { type: integer, default: 0, minimum: 1 } }" }, "out of its own bounds"],
  [
    "bounds that nothing fits",
    { params: "{ a: { type: number, default: 1, minimum: 2, maximum: 1 } }" },
    "no value fits",
  ],
  [
    "a text to be raised",
    { params: "{ a: { type: string, default: x, merge: raise-only } }" },
    "made larger or smaller",
  ],
  ["a default that is no choice", { params: "{ a: { type: list, default: [x], enum: [y] } }" }, "expected one of y"],
])("a rule with %s is none", (_, changes, message) => {
  const { value, findings } = load(rule(changes));
  expect(value).toBeUndefined();
  expect(findings.map((one) => one.message).join("\n")).toContain(message);
  expect(findings.every(({ places }) => places[0]?.range)).toBe(true);
});

test("a pack names its rules, or is none", () => {
  const pack = (text: string) => loadPolicyPack("/repo/p.yaml", "p.yaml", memoryFiles({ "p.yaml": text }));
  const head = "apiVersion: towpath.dev/v1\nkind: PolicyPack\nmetadata: { name: '@acme/policy', version: 1.2.0 }\n";
  expect(pack(`${head}rules: [./rules/*.yaml]\nlevels: { acme/short: mandatory }\n`)).toMatchObject({
    value: { document: { rules: ["./rules/*.yaml"], levels: { "acme/short": "mandatory" } } },
    findings: [],
  });
  expect(pack(`${head}rules: []\n`)).toMatchObject({ findings: [{ code: "manifest/invalid-value" }] });
  expect(pack(`${head}rules: [a.yaml]\nlevels: { x: sometimes }\n`).value).toBeUndefined();
});

test("a document is known by its kind", () => {
  const files = memoryFiles({
    "r.yaml": rule(),
    "w.yaml": "kind: Waivers\n",
    "x.yaml": "kind: Service\n",
    "y.yaml": "[",
  });
  const kinds = ["r", "w", "x", "y", "none"].map(
    (name) => policyDocument(`/repo/${name}.yaml`, `${name}.yaml`, files)?.kind,
  );
  expect(kinds).toEqual(["PolicyRule", "Waivers", undefined, undefined, undefined]);
});
