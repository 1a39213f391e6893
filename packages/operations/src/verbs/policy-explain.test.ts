import { describe, expect, test } from "vitest";
import { ACME_FILES, instancesRule } from "../testing/acme-policies.ts";
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

describe("policy explain", () => {
  test("says who set what, with places, which waivers there are, and how it fares", async () => {
    const { data, status, summary } = await policyExplain({ rule: "acme/instances" }, folderWith(ACME_FILES).effects);
    expect(status).toBe("ok");
    expect(summary).toBe("acme/instances: mandatory in dev, prod.");
    const said = (index: number) =>
      data?.levels[index]?.said.map(({ by, level, place, holds }) => [
        by,
        level,
        place?.file,
        place?.range?.start.line,
        holds,
      ]);
    expect(said(0)).toEqual([
      ["the pack ./policies/*.yaml", "advisory", "platform.yaml", 6, false],
      ["the service orders", "mandatory", "towpath.yaml", 7, true],
    ]);
    expect(said(1)).toEqual([
      ["the pack ./policies/*.yaml", "advisory", "platform.yaml", 6, false],
      ["the platform acme", "mandatory", "platform.yaml", 7, true],
    ]);
    expect(data?.parameters).toMatchObject([
      {
        name: "least",
        value: 3,
        default: 2,
        by: "the service orders",
        merge: "raise-only",
        place: { file: "towpath.yaml" },
      },
    ]);
    expect(data?.waivers).toMatchObject([{ id: "W-1", isExpired: false, expires: "2026-12-20" }]);
    expect(data?.outcomes).toMatchObject([
      { address: "workloads.main.scale.min", environments: ["dev"], outcome: "waived" },
      { address: "workloads.main.scale.min", environments: ["prod"], outcome: "fail" },
    ]);
  });

  test("names what passes, too, and only what was asked for", async () => {
    const { effects } = folderWith({
      ...ACME_FILES,
      "towpath.yaml": ACME_FILES["towpath.yaml"].replace("least: 3", "least: 2"),
    });
    const ask = (subject: string) =>
      policyExplain({ rule: "acme/instances", subject, environments: ["prod"] }, effects);
    expect((await ask("workloads.main")).data?.outcomes).toEqual([
      { address: "workloads.main", environments: ["prod"], outcome: "pass", message: null, place: null },
    ]);
    expect(await ask("workloads.mian")).toMatchObject({
      status: "invalid",
      findings: [{ code: "operation/unknown-path", suggestions: ["Did you mean workloads.main?"] }],
    });
  });

  test("never says that a service passes that could not be checked", async () => {
    const { effects } = folderWith({
      ...ACME_FILES,
      "towpath.yaml": ACME_FILES["towpath.yaml"].replace("port: 80", "port: many"),
    });
    const result = await policyExplain({ rule: "acme/instances" }, effects);
    expect(result).toMatchObject({ status: "invalid", data: null });
  });

  test.each([
    [{ rule: "acme/instance" }, "operation/unknown-rule", 'Did you mean "acme/instances"?'],
    [{ rule: "acme/instances", environments: ["int"] }, "operation/unknown-environment", "There are dev, prod."],
  ])("%j is refused", async (request, code, hint) => {
    const result = await policyExplain(request, folderWith(ACME_FILES).effects);
    expect(result).toMatchObject({ status: "invalid", findings: [{ code, suggestions: [hint] }] });
  });

  test.each([
    [
      "policies/instances.yaml",
      instancesRule().replace("scale.min >=", "scal.min >="),
      "invalid",
      "policy/invalid-rule",
    ],
    ["rules.js", "throw new Error('not today')", "fault", "operation/pack-broken"],
  ])("says of a rule that is missed that %s is broken", async (file, text, status, code) => {
    const platform = ACME_FILES["platform.yaml"].replace('["', `["./${file}", "`);
    const { effects } = folderWith({ ...ACME_FILES, "platform.yaml": platform, [file]: text });
    const result = await policyExplain({ rule: "acme/missing" }, effects);
    expect(result).toMatchObject({ status, findings: expect.arrayContaining([expect.objectContaining({ code })]) });
  });

  test("needs no service, and says of a rule about plans that only a plan shows how it fares", async () => {
    const { effects } = folderWith({});
    expect((await policyExplain({ rule: "data/downtime" }, effects)).data).toMatchObject({
      outcomes: null,
      phase: "plan",
    });
    expect(await policyExplain({ rule: "data/downtime", subject: "resources.db" }, effects)).toMatchObject({
      status: "invalid",
    });
  });

  test("shows a rule's reason as one paragraph, and its page as an address", async () => {
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
});
