import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { folderWith } from "../testing/folder-with.ts";
import { policyNew } from "./policy-new.ts";
import { policyTest } from "./policy-test.ts";

describe("policy new", () => {
  test.each(["yaml", "typescript"] as const)(
    "writes a rule in %s that passes its tests, and overwrites nothing",
    async (language) => {
      const { folder, effects } = folderWith({});
      const made = await policyNew({ id: "acme/new-delete", language }, effects);
      expect(made.data?.files.every((file) => existsSync(join(folder, file)))).toBe(true);
      const tested = await policyTest({ packs: [made.data?.files[0] ?? ""] }, effects);
      expect(tested).toMatchObject({ status: "ok", findings: [] });
      expect(tested.data?.rules[0]).toMatchObject({ rule: "acme/new-delete", tests: 2, failed: 0, survivors: 0 });
      const path = join(folder, made.data?.files.at(-1) ?? "");
      writeFileSync(path, "mine");
      expect(await policyNew({ id: "acme/new-delete", language }, effects)).toMatchObject({
        status: "invalid",
        findings: [{ code: "operation/rule-exists" }],
      });
      expect(readFileSync(path, "utf8")).toBe("mine");
    },
  );

  test.each(["acme", "Acme/x", "a/b/c", "../x", "a/b\n"])("%j is no name of a rule", async (id) => {
    expect(await policyNew({ id }, folderWith({}).effects)).toMatchObject({
      status: "invalid",
      findings: [{ code: "operation/bad-answer" }],
    });
  });
});
