import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ACME_FILES, instancesRule } from "../testing/acme-policies.ts";
import { folderWith } from "../testing/folder-with.ts";
import { policyNew } from "./policy-new.ts";
import { policyTest } from "./policy-test.ts";

describe("policy test", () => {
  test("runs the tests of the platform's own packs, and lists what they do not notice", async () => {
    const tests =
      "  pass: [{ workload: { run: x, port: 80, scale: { min: 4 } } }]\n  fail: [{ workload: { run: x, port: 80 } }]";
    const { effects } = folderWith({ ...ACME_FILES, "policies/instances.yaml": instancesRule({ tests }) });
    const result = await policyTest({ packs: [] }, effects);
    expect(result).toMatchObject({
      status: "failed",
      data: { rules: [{ tests: 2, failed: 0, mutants: 3, survivors: 2 }] },
    });
    expect(result.findings.map(({ message }) => message)).toEqual([
      "No test of acme/instances fails when `>` stands in the place of `>=` in `assert`.",
      "No test of acme/instances fails when least is 3 by default, not 2.",
    ]);
    expect(await policyTest({ packs: [], mutants: "advisory" }, effects)).toMatchObject({
      status: "ok",
      counts: { advisory: 2 },
    });
    expect(await policyTest({ packs: [], mutants: "off" }, effects)).toMatchObject({ status: "ok", findings: [] });
    expect(await policyTest({ packs: [], mutants: "advisry" }, effects)).toMatchObject({
      status: "invalid",
      findings: [{ code: "operation/bad-answer", suggestions: ["It may be mandatory, advisory, off."] }],
    });
  });

  test("says which test of which rule does not end as it says, and where", async () => {
    const tests =
      "  pass:\n    - { workload: { run: x, port: 80 } }\n  fail:\n    - { workload: { run: x, port: 80, scale: { min: 2 } } }";
    const { effects } = folderWith({ "a.yaml": instancesRule({ tests }) });
    const { status, findings } = await policyTest({ packs: ["a.yaml"] }, effects);
    expect(status).toBe("failed");
    expect(findings.map(({ code, places: [place] }) => [code, place?.range?.start.line])).toEqual([
      ["policy/rule-test", 11],
      ["policy/rule-test", 13],
    ]);
  });

  test("changes the code of a module, and says where a change goes unnoticed", async () => {
    const { folder, effects } = folderWith({});
    await policyNew({ id: "acme/twice", language: "typescript", folder: "." }, effects);
    const file = join(folder, "twice.ts");
    const before = readFileSync(file, "utf8");
    writeFileSync(
      file,
      before
        .replace(
          "if (workload.scale.min >= minInstances) return;",
          "const n: number = workload.scale.min;\n    if (n >= minInstances || isSpare(n)) return;",
        )
        .replace("export default", 'import { isSpare } from "./spare.ts";\nexport default'),
    );
    writeFileSync(join(folder, "spare.ts"), "export function isSpare(n: number): boolean {\n  return n === 77;\n}\n");
    const { findings, status } = await policyTest({ packs: ["./twice.ts"] }, effects);
    expect(status).toBe("failed");
    expect(
      findings.map(({ message, places: [place] }) => [
        place?.file,
        place?.range?.start.line,
        /`.*` stands in the place of `.*`/.exec(message)?.[0],
      ]),
    ).toEqual([
      ["spare.ts", 2, "`76` stands in the place of `77`"],
      ["spare.ts", 2, "`78` stands in the place of `77`"],
      ["twice.ts", 26, "`(n >= minInstances)` stands in the place of `n >= minInstances || isSpare(n)`"],
    ]);
    expect(readFileSync(file, "utf8")).toContain("isSpare(n)");
  });

  test("of a rule that never ends does", async () => {
    const { folder, effects } = folderWith({});
    await policyNew({ id: "acme/twice", language: "typescript", folder: "." }, effects);
    const file = join(folder, "twice.ts");
    writeFileSync(
      file,
      readFileSync(file, "utf8").replace(
        "const { minInstances } = context.params;",
        "const { minInstances } = context.params;\n    for (;;);",
      ),
    );
    const { findings, status } = await policyTest({ packs: ["./twice.ts"] }, effects);
    expect(status).toBe("failed");
    expect(findings).toMatchObject([{ code: "policy/rule-test", message: expect.stringContaining("had not ended") }]);
  }, 20_000);

  test("uses the resource types of the platform, which may be called anything", async () => {
    const queue = instancesRule()
      .replace("workload: server", "resource: queue")
      .replace("workload.scale.min", "resource.settings.depth")
      .replace("at: scale.min", "at: settings.depth")
      .replace(/message: .*/, "message: too shallow")
      .replace(
        /tests:.*/s,
        "tests:\n  pass: [{ resources: { q: { type: queue, settings: { depth: 2 } } } }]\n  fail: [{ resources: { q: { type: queue } } }]\n",
      );
    const type =
      "apiVersion: towpath.dev/v1\nkind: ResourceType\nmetadata: { name: queue }\nsettings: { depth: { type: integer, default: 1 } }\nrecipes: { local: { driver: postgres } }\n";
    const files = {
      "platform.yaml": `${ACME_FILES["platform.yaml"].replace(/ {2}levels.*\n/, "")}resourceTypes: [./queue.yaml]\n`,
      "queue.yaml": type,
      "policies/a.yaml": queue,
    };
    expect(await policyTest({ packs: [] }, folderWith(files).effects)).toMatchObject({ status: "ok", findings: [] });
  });

  test("has nothing to say of a platform without packs of its own", async () => {
    expect(await policyTest({ packs: [] }, folderWith({}).effects)).toMatchObject({
      status: "invalid",
      findings: [{ code: "operation/pack-not-found" }],
    });
  });

  test.each([["nowhere.yaml"], ["@towpath/policy/recomended"]])("of %s is no success", async (pack) => {
    const { status, summary } = await policyTest({ packs: [pack] }, folderWith({}).effects);
    expect(status).not.toBe("ok");
    expect(summary).toBe("Not everything could be tested: 0 tests passed.");
  });
});
