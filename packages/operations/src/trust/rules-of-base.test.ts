import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { manifestOf } from "../testing/folder-with.ts";
import { proposal } from "../testing/proposal.ts";

const MANIFEST = manifestOf("orders", "platform: ./platform\nworkload: { run: node x.js, port: 80 }\n");
const platform = (packs: string, more = "") => `apiVersion: towpath.dev/v1
kind: Platform
metadata: { name: acme }
teams: { team-a: {} }
environments: { dev: { engine: local } }
policies: { packs: [${packs}], levels: { acme/named: mandatory }${more} }
`;
const rule = (assert: string) => `apiVersion: towpath.dev/v1
kind: PolicyRule
metadata:
  id: acme/named
  severity: medium
  docs: { summary: Services are named after their shop., rationale: Dashboards are found by name. }
params: { prefix: { type: string, default: shop- } }
select: { service: "*" }
assert: ${assert}
message: "{{service.name}} is not named after a shop."
tests:
  pass: [{ metadata: { name: shop-a } }]
  fail: [{ metadata: { name: a } }]
`;
const STRICT = rule("service.name.startsWith(params.prefix)");
const BASE = {
  "towpath.yaml": MANIFEST,
  "platform/platform.yaml": platform("./policies/*.yaml"),
  "platform/policies/named.yaml": STRICT,
};

const about = async (checked: ReturnType<ReturnType<typeof proposal>["check"]>, code = "acme/named") => {
  const result = await checked;
  return { result, found: result.findings.filter((one) => one.code === code) };
};

describe("rules in YAML are the base's, where a proposal", () => {
  test.each<[string, Record<string, string | null>]>([
    [
      "edits one",
      { "platform/policies/named.yaml": rule("service.name.startsWith(params.prefix) || service.name == 'orders'") },
    ],
    ["deletes one", { "platform/policies/named.yaml": null }],
    ["names other packs", { "platform/platform.yaml": platform('"@towpath/policy/recommended"') }],
    [
      "sets a parameter",
      { "platform/platform.yaml": platform("./policies/*.yaml", ", params: { acme/named: { prefix: ord } }") },
    ],
    ["breaks one", { "platform/policies/named.yaml": STRICT.replace("service.name.starts", "service.nam.starts") }],
  ])("%s", async (_, proposed) => {
    const { result, found } = await about(proposal(BASE, proposed).check());
    expect(found).toMatchObject([{ level: "mandatory", outcome: "fail", places: [{ file: "towpath.yaml" }] }]);
    expect(result.status).not.toBe("ok");
  });

  test("raises one: what is proposed counts, too", async () => {
    const base = {
      ...BASE,
      "platform/policies/named.yaml": rule("service.name.startsWith(params.prefix) || service.name == 'orders'"),
    };
    expect((await about(proposal(base, {}).check())).found).toEqual([]);
    const { found } = await about(proposal(base, { "platform/policies/named.yaml": STRICT }).check());
    expect(found).toMatchObject([{ level: "mandatory", outcome: "fail" }]);
  });
});

describe("a pack that runs code", () => {
  const code = (says: string, before = "") => `import { writeFileSync } from "node:fs";
import { definePack, defineRule } from "@towpath/policy";
${before}
export default definePack({ name: "acme", version: "1.0.0", rules: [defineRule({
  id: "acme/named", phase: "graph", select: { service: "*" },
  meta: {
    severity: "low", since: "1.0.0", messages: { said: "${says}" },
    docs: { summary: "It holds.", rationale: "Because.", bad: ["{}"], good: ["{}"] },
  },
  check(service, context) { context.report({ messageId: "said" }); },
})] });
`;
  const CODED = { "towpath.yaml": MANIFEST, "platform/platform.yaml": platform("./rules.js") };

  test("is not run where the proposal adds it, and that is said", async () => {
    const base = { ...CODED, "platform/platform.yaml": platform('"@towpath/policy/recommended"') };
    const made = proposal(base, { "platform/platform.yaml": CODED["platform/platform.yaml"] });
    const { repository } = made;
    const owned = join(repository.folder, "..", "owned");
    const files = {
      ...base,
      ...CODED,
      "platform/rules.js": code("proposed", `writeFileSync(${JSON.stringify(owned)}, "");`),
    };
    repository.commit(files);
    const { found, result } = await about(made.check(), "operation/pack-proposed");
    expect(existsSync(owned)).toBe(false);
    expect(found).toMatchObject([{ level: "advisory", message: expect.stringContaining("is not run") }]);
    expect(result.findings.filter(({ code }) => code === "acme/named")).toEqual([]);
  });

  test("is the base's where the proposal changes it, and that is said", async () => {
    const made = proposal({ ...CODED, "platform/rules.js": code("base") }, {});
    const owned = join(made.repository.folder, "..", "owned");
    made.repository.commit({
      ...CODED,
      "platform/rules.js": code("proposed", `writeFileSync(${JSON.stringify(owned)}, "");`),
    });
    const { found, result } = await about(made.check());
    expect(existsSync(owned)).toBe(false);
    expect(found.map(({ message }) => message)).toEqual(["base"]);
    expect(JSON.stringify(result.sections)).toContain("those of the base were run");
  });

  test("is the base's where the proposal deletes it", async () => {
    const made = proposal({ ...CODED, "platform/rules.js": code("base") }, { "platform/rules.js": null });
    expect((await about(made.check())).found.map(({ message }) => message)).toEqual(["base"]);
  });

  test("is run where nothing of it is changed, and nothing is said", async () => {
    const made = proposal({ ...CODED, "platform/rules.js": code("base") }, { "README.md": "#\n" });
    const { found, result } = await about(made.check());
    expect(found.map(({ message }) => message)).toEqual(["base"]);
    expect(result.sections.some(({ title }) => title === "By what it was checked")).toBe(false);
  });
});
