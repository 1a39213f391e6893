import { expect, test } from "vitest";
import { folderWith, manifestOf } from "../testing/folder-with.ts";
import { policyExplain } from "./policy-explain.ts";

const RULE = `apiVersion: towpath.dev/v1
kind: PolicyRule
metadata:
  id: acme/described
  severity: low
  docs:
    summary: It says what it does.
    rationale: |
      Nobody else knows,
      a year from now.
select: { service: "*" }
assert: has(service.description)
message: "{{service.name}} does not say what it does."
tests:
  pass: [{ metadata: { description: Takes orders. } }]
  fail: [{ metadata: { system: shop } }]
`;
const PLATFORM = `apiVersion: towpath.dev/v1
kind: Platform
metadata: { name: acme }
environments: { dev: { engine: local } }
policies: { packs: ["@towpath/policy/recommended", ./described.yaml] }
`;

test("a rule's reason is one paragraph, and its page an address", async () => {
  const files = { "described.yaml": RULE, "platform.yaml": PLATFORM, "towpath.yaml": manifestOf("orders") };
  const { effects } = folderWith(files);
  const fieldsOf = async (rule: string) => {
    const { sections } = await policyExplain({ rule, platform: "platform.yaml" }, effects);
    return sections.flatMap((section) => (section.kind === "fields" ? section.fields : []));
  };
  expect(await fieldsOf("acme/described")).toContainEqual({
    name: "Why",
    value: "Nobody else knows, a year from now.",
  });
  expect(await fieldsOf("workload/limits")).toContainEqual({
    name: "More",
    value: "https://github.com/towpath/towpath/blob/main/packages/policy/docs/rules/workload/limits.md",
  });
});
