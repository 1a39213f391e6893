import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { renderText } from "@towpath/report";
import { describe, expect, test } from "vitest";
import { folderWith, manifestOf } from "../testing/folder-with.ts";
import { proposal } from "../testing/proposal.ts";
import { apply } from "./apply.ts";
import { plan } from "./plan.ts";

const BEFORE = manifestOf("a", 'resources: { db: { type: postgres, version: "17" }, files: { type: bucket } }\n');
const AFTER = manifestOf("a", 'resources: { db: { type: postgres, version: "18" } }\n');
const request = { isOffline: true, environment: "dev" } as const;

describe("the difference of two graphs", () => {
  test("says what a proposal asks for against its base, and that it is no plan", async () => {
    const { effects, base } = proposal({ "towpath.yaml": BEFORE }, { "towpath.yaml": AFTER });
    const result = await plan({ ...request, base: "HEAD~1" }, effects);
    expect(result).toMatchObject({
      status: "ok",
      data: {
        plan: null,
        hasChanges: true,
        against: { name: `HEAD~1 (${base.slice(0, 12)})`, why: null },
        difference: {
          difference: 1,
          changes: [
            { address: "resources.db", action: "upgrade", risk: "downtime", diff: [{ path: "version", before: "17" }] },
            { address: "resources.files", action: "retain", risk: "none" },
          ],
        },
      },
    });
    const text = renderText(result, { colour: false });
    expect(text).toContain("This is the difference of two graphs, not a plan");
    expect(text).toContain('version: "17" → "18"  (towpath.yaml:4:');
    expect(result.summary).toContain("No plan");
  });

  test("looks at nothing that is there: neither a state nor the credentials of an engine", async () => {
    const platform = `apiVersion: towpath.dev/v1
kind: Platform
metadata: { name: acme }
environments: { prod: { engine: terraform } }
`;
    const files = { "towpath.yaml": manifestOf("a"), "platform.yaml": platform };
    const { effects } = proposal(files, { "towpath.yaml": manifestOf("a", "build: { run: make, output: [a] }\n") });
    const blind = { ...effects, fetch: () => Promise.reject(new Error("Nobody was to be asked.")) };
    const result = await plan({ ...request, environment: "prod", platform: "platform.yaml", base: "HEAD~1" }, blind);
    expect(result).toMatchObject({ status: "ok", data: { difference: { changes: [{ address: "build" }] } } });
  });

  test("takes the base's own platform", async () => {
    const platform = (size: number) => `apiVersion: towpath.dev/v1
kind: Platform
metadata: { name: acme }
environments: { dev: { engine: local } }
resourceTypes: [./thing-${size}.yaml]
`;
    const type = (size: number) => `apiVersion: towpath.dev/v1
kind: ResourceType
metadata: { name: thing }
stateful: true
settings: { size: { type: integer, default: ${size}, change: grow-only } }
recipes: { local: { driver: postgres } }
`;
    const files = {
      "towpath.yaml": manifestOf("a", "resources: { t: { type: thing } }\n"),
      "platform.yaml": platform(2),
      "thing-2.yaml": type(2),
    };
    const { effects } = proposal(files, { "platform.yaml": platform(1), "thing-1.yaml": type(1) });
    expect(await plan({ ...request, platform: "platform.yaml", base: "HEAD~1" }, effects)).toMatchObject({
      data: {
        difference: {
          changes: [{ action: "replace", risk: "data-loss", diff: [{ path: "settings.size", before: 2, after: 1 }] }],
        },
      },
    });
  });

  test.each([
    ["a service that is new", { "README.md": "" }, /names nothing|no manifest|There is no/i],
    ["one that had another name", { "towpath.yaml": AFTER.replace("name: a", "name: b") }, /service b there/],
    ["one whose documents could not be used", { "towpath.yaml": "kind: [" }, /cannot be used/],
  ])("of %s is everything, and says why", async (_, base, why) => {
    const { effects } = proposal(base, { "towpath.yaml": AFTER });
    const result = await plan({ ...request, base: "HEAD~1" }, effects);
    expect(result).toMatchObject({
      status: "ok",
      data: {
        difference: { changes: [{ address: "resources.db", action: "create" }] },
        against: { why: expect.stringMatching(why) },
      },
    });
  });

  test("may be held against another folder", async () => {
    const { effects, folder } = folderWith({ "now/towpath.yaml": AFTER, "then/towpath.yaml": BEFORE });
    const there = { ...effects, folder: join(folder, "now") };
    expect(await plan({ ...request, base: "../then" }, there)).toMatchObject({
      data: { difference: { changes: [{ action: "upgrade" }, { action: "retain" }] }, against: { name: "../then" } },
    });
    expect(await plan({ ...request, base: "../tehn" }, there)).toMatchObject({
      status: "invalid",
      findings: [{ code: "operation/base-revision" }],
    });
  });

  test("without a base is held against what was last applied, and against nothing where that is nothing", async () => {
    const { effects, folder } = folderWith({ "towpath.yaml": manifestOf("a", "build: { run: make, output: [a] }\n") });
    expect(await plan(request, effects)).toMatchObject({ data: { against: { name: "nothing" }, hasChanges: false } });
    expect(await apply({ environment: "dev", confirm: async () => true }, effects)).toMatchObject({ status: "ok" });
    writeFileSync(join(folder, "towpath.yaml"), manifestOf("a", "build: { run: make all, output: [a] }\n"));
    expect(await plan(request, effects)).toMatchObject({
      data: { against: { name: "what was last applied" }, difference: { changes: [{ address: "build" }] } },
    });
  });

  test("is written to a file that nobody can apply", async () => {
    const { effects, folder } = folderWith({ "towpath.yaml": AFTER });
    await plan({ ...request, out: "plan.json" }, effects);
    expect(JSON.parse(readFileSync(join(folder, "plan.json"), "utf8"))).toMatchObject({ difference: 1 });
    expect(await apply({ planFile: "plan.json", confirm: undefined }, effects)).toMatchObject({
      status: "invalid",
      findings: [{ code: "operation/plan-file", message: expect.stringContaining("a difference of two graphs") }],
    });
  });

  test.each([
    [{ goal: "destroy" as const }, "--destroy"],
    [{ allowed: ["data-loss:resources.db"] }, "--allow"],
    [{ isOffline: false, base: "main" }, "--base"],
  ])("is not asked for with %j", async (more, option) => {
    const { effects } = folderWith({ "towpath.yaml": AFTER });
    expect(await plan({ ...request, ...more }, effects)).toMatchObject({
      status: "invalid",
      findings: [{ code: "operation/offline-plan", message: expect.stringContaining(option) }],
    });
  });

  test("of a proposal fetches no platform that only the proposal names", async () => {
    const files = { "towpath.yaml": `${manifestOf("a")}platform: "npm:@evil/platform@1.0.0"\n` };
    const { effects, folder } = folderWith(files);
    mkdirSync(join(folder, "then"));
    expect(await plan({ ...request, isUntrusted: true, base: "./then" }, effects)).toMatchObject({
      findings: [{ code: "operation/platform-proposed" }],
    });
  });
});
