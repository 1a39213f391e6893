import { describe, expect, test } from "vitest";
import { instancesRule } from "../testing/acme-policies.ts";
import { folderWith, manifestOf } from "../testing/folder-with.ts";
import { policyDiff } from "./policy-diff.ts";

describe("policy diff", () => {
  test.each([
    ["the same", {}, []],
    ["a higher default", { min: 3 }, [["tightened", "params.least", "tightened"]]],
    ["a lower default", { min: 1 }, [["loosened", "params.least", "loosened"]]],
    ["a higher severity", { severity: "high" }, [["tightened", "severity", "tightened"]]],
    ["a shorter waiver", { more: ", waivable: { maxDays: 10 }" }, []],
    ["a later day", { more: ", effectiveFrom: 2030-01-01" }, [["loosened", "effectiveFrom", "loosened"]]],
    [
      "both ways",
      { severity: "low", min: 3 },
      [
        ["changed", "severity", "loosened"],
        ["changed", "params.least", "tightened"],
      ],
    ],
  ])("%s", async (_, facts, changes) => {
    const after = instancesRule(facts).replace(/, waivable: (\{[^}]*\}) \}/, ", waivable: $1 }");
    const { effects } = folderWith({ "a.yaml": instancesRule(), "b.yaml": after });
    const { data, status } = await policyDiff({ packs: ["a.yaml", "b.yaml"] }, effects);
    expect(status).toBe("ok");
    const found = data?.changes.flatMap(({ kind, differences }) =>
      differences.map((one) => [kind, one.what, one.kind]),
    );
    expect(found).toEqual(changes.length === 0 && "more" in facts ? [["tightened", "waivable", "tightened"]] : changes);
  });

  test("new and gone rules, other conditions and levels", async () => {
    const pack = (level: string): string =>
      `apiVersion: towpath.dev/v1\nkind: PolicyPack\nmetadata: { name: acme }\nrules: [./rules/*.yaml]\nlevels: { acme/instances: ${level} }\n`;
    const { effects } = folderWith({
      "a/pack.yaml": pack("advisory"),
      "a/rules/x.yaml": instancesRule(),
      "a/rules/y.yaml": instancesRule({ id: "acme/gone" }),
      "b/pack.yaml": pack("mandatory"),
      "b/rules/x.yaml": instancesRule().replace("scale.min >=", "scale.max >="),
      "b/rules/y.yaml": instancesRule({ id: "acme/fresh" }),
    });
    const { data } = await policyDiff({ packs: ["a", "./b/pack.yaml"] }, effects);
    expect(data?.changes).toMatchObject([
      { rule: "acme/fresh", kind: "new" },
      { rule: "acme/gone", kind: "gone" },
      {
        rule: "acme/instances",
        kind: "changed",
        differences: [
          { what: "level", kind: "tightened" },
          { what: "assert", kind: "changed" },
        ],
      },
    ]);
  });

  test("which services would newly be found, and which no more", async () => {
    const service = (name: string, min: number): string =>
      manifestOf(
        name,
        `workload: { run: node server.js, port: 80, scale: { min: ${min}, max: 9 } }\nbuild: { output: [server.js] }\n`,
      );
    const { effects } = folderWith({
      "a.yaml": instancesRule({ min: 2 }),
      "b.yaml": instancesRule({ min: 3 }),
      "s/one/towpath.yaml": service("one", 1),
      "s/two/towpath.yaml": service("two", 2),
      "s/three/towpath.yaml": service("three", 3),
      "s/bad/towpath.yaml": "a: [",
    });
    const fleet = ["s/*/towpath.yaml"];
    const { data, summary } = await policyDiff({ packs: ["a.yaml", "b.yaml"], fleet }, effects);
    expect(data?.services).toMatchObject({
      services: 3,
      failing: [{ service: "two", environments: ["dev"] }],
      passing: [],
      unusable: ["s/bad/towpath.yaml"],
    });
    expect(summary).toBe(
      "Rules: 1 tightened. Of 3 services, 1 would be told something new, and 0 would be told something no more.",
    );
    const back = await policyDiff({ packs: ["b.yaml", "a.yaml"], fleet }, effects);
    expect(back.data?.services).toMatchObject({ failing: [], passing: [{ service: "two" }] });
  });

  test.each([
    [["a.yaml"], ""],
    [["a.yaml", "b.yaml", "c.yaml"], ""],
    [["a.yaml", "nowhere.yaml"], "nowhere.yaml"],
  ])("%j cannot be compared", async (packs, address) => {
    const { status, findings } = await policyDiff({ packs }, folderWith({ "a.yaml": instancesRule() }).effects);
    expect([status, findings[0]?.address]).toEqual(["invalid", address]);
  });
});
