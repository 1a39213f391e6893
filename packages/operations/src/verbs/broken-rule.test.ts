import { describe, expect, test } from "vitest";
import { folderWith, manifestOf } from "../testing/folder-with.ts";
import { apply } from "./apply.ts";
import { build } from "./build.ts";
import { check } from "./check.ts";
import { deploy } from "./deploy.ts";
import { plan } from "./plan.ts";
import { test as runTests } from "./test.ts";
import { up } from "./up.ts";

/** The rule about backups throws where a type's retention is no number. */
const filesWith = (level: "mandatory" | "advisory") => ({
  "towpath.yaml": manifestOf("a", "resources: { db: { type: odd } }\n"),
  "odd.yaml": `apiVersion: towpath.dev/v1
kind: ResourceType
metadata: { name: odd }
settings: { backupRetentionDays: { type: string, default: long } }
recipes: { local: { driver: postgres } }
`,
  "platform.yaml": `apiVersion: towpath.dev/v1
kind: Platform
metadata: { name: acme }
environments: { dev: { engine: local } }
resourceTypes: [odd.yaml]
policies: { levels: { data/backup-retention: ${level} } }
`,
});
const request = { platform: "platform.yaml" };
const confirm = async (): Promise<boolean> => true;

describe("a rule that could not be evaluated never passes", () => {
  test.each([
    ["check", (effects) => check({ manifests: [], ...request }, effects)],
    ["plan", (effects) => plan(request, effects)],
    ["apply", (effects) => apply({ ...request, confirm }, effects)],
    ["build", (effects) => build(request, effects)],
    ["test", (effects) => runTests({ ...request, keepsResources: false }, effects)],
    ["deploy", (effects) => deploy(request, effects)],
    ["up", (effects) => up(request, effects)],
  ] satisfies [string, (effects: ReturnType<typeof folderWith>["effects"]) => Promise<unknown>][])(
    "%s ends as a fault where it is mandatory",
    async (_verb, run) => {
      const { effects } = folderWith(filesWith("mandatory"));
      expect(await run(effects)).toMatchObject({
        status: "fault",
        findings: expect.arrayContaining([
          expect.objectContaining({ code: "data/backup-retention", outcome: "error" }),
        ]),
      });
    },
  );

  test.each(["check", "plan"] as const)("%s does so where it is advice", async (verb) => {
    const { effects } = folderWith(filesWith("advisory"));
    const result = await (verb === "plan" ? plan(request, effects) : check({ manifests: [], ...request }, effects));
    expect(result).toMatchObject({ status: "fault", counts: { mandatory: 0 } });
    if (verb === "check") expect(result.summary).toMatch(/ Not everything could be checked: 1 error\.$/);
  });
});
