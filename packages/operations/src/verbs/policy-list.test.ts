import { describe, expect, test } from "vitest";
import { ACME_FILES, instancesRule } from "../testing/acme-policies.ts";
import { folderWith } from "../testing/folder-with.ts";
import { policyList } from "./policy-list.ts";

describe("policy list", () => {
  test("shows each rule with its pack, and its level in each environment", async () => {
    const { data, sections, status } = await policyList({}, folderWith(ACME_FILES).effects);
    expect(status).toBe("ok");
    expect(data?.rules).toMatchObject([
      {
        rule: "acme/instances",
        packs: ["./policies/*.yaml"],
        from: "policies/instances.yaml",
        phase: "graph",
        severity: "medium",
        levels: { dev: "mandatory", prod: "mandatory" },
      },
    ]);
    expect(sections.at(-1)).toMatchObject({
      rows: [["acme/instances", "mandatory", "medium", "graph", "./policies/*.yaml"]],
    });
  });

  test.each([
    [{ groups: ["data"], severity: "high", phase: "graph" }, "data/backup-retention"],
    [{ level: "mandatory", groups: ["data/secrets-in-variables"] }, "data/secrets-in-variables"],
    [{ pack: "@towpath/policy/recommended", phase: "plan" }, "data/destructive-change"],
  ])("%j leaves some out", async (request, known) => {
    const { data, summary } = await policyList(request, folderWith({}).effects);
    const rules = data?.rules.map((one) => one.rule) ?? [];
    expect(rules).toContain(known);
    expect(rules).not.toContain("workload/limits");
    expect(summary).toContain(`${rules.length} rule`);
  });

  test("refuses what there is not", async () => {
    expect(await policyList({ level: "strict" }, folderWith({}).effects)).toMatchObject({
      status: "invalid",
      findings: [{ code: "operation/bad-answer", suggestions: ["It may be mandatory, advisory, off."] }],
    });
  });

  test.each([
    [{ groups: ["dta"] }, "operation/unknown-rule", 'Did you mean "data"?'],
    [{ groups: ["data", "data/tls-require"] }, "operation/unknown-rule", 'Did you mean "data/tls-required"?'],
    [{ groups: ["zzzzz"] }, "operation/unknown-rule", "towpath policy list shows those that there are."],
    [{ pack: "strict" }, "operation/pack-not-found", "There are @towpath/policy/recommended."],
  ])("%j is no empty list", async (request, code, hint) => {
    expect(await policyList(request, folderWith({}).effects)).toMatchObject({
      status: "invalid",
      findings: [{ code, suggestions: [hint] }],
    });
  });

  test("says what is wrong with a pack", async () => {
    const { effects } = folderWith({
      ...ACME_FILES,
      "policies/instances.yaml": instancesRule().replace("scale.min >=", "scal.min >="),
    });
    const { status, findings } = await policyList({}, effects);
    expect(status).toBe("invalid");
    expect(findings[0]).toMatchObject({ code: "policy/invalid-rule", places: [{ file: "policies/instances.yaml" }] });
  });
});
