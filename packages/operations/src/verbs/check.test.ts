import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { folderWith, manifestOf } from "../testing/folder-with.ts";
import { check } from "./check.ts";
import { validate } from "./validate.ts";

const platform = (policies: string): string => `apiVersion: towpath.dev/v1
kind: Platform
metadata: { name: acme }
environments: { dev: { engine: local }, int: { engine: local } }
policies: ${policies}
`;
const imaged = `workload: { kind: worker, image: "ghcr.io/acme/shop@sha256:${"4f".repeat(32)}" }\n`;
const server = "workload: { run: node server.js, port: 80, health: { path: / } }\nbuild: { output: [server.js] }\n";

describe("check", () => {
  test("one finding for a line that holds in several environments", async () => {
    const files = {
      "towpath.yaml": manifestOf("a", server),
      "platform.yaml": platform("{ levels: { delivery/tests-present: mandatory } }"),
    };
    const { effects } = folderWith(files);
    const result = await check({ manifests: [], platform: "platform.yaml" }, effects);
    const found = result.findings.filter(({ code }) => code === "delivery/tests-present");
    expect(found).toMatchObject([{ level: "mandatory", environments: ["dev", "int"] }]);
    expect(result).toMatchObject({ status: "failed", data: { manifests: [{ environments: ["dev", "int"] }] } });
  });

  test("only the environments that were asked for, and no unknown one", async () => {
    const files = { "towpath.yaml": manifestOf("a", server), "platform.yaml": platform("{}") };
    const { effects } = folderWith(files);
    const one = await check({ manifests: [], platform: "platform.yaml", environments: ["int"] }, effects);
    expect(one.data?.manifests).toMatchObject([{ environments: ["int"] }]);
    const none = await check({ manifests: [], platform: "platform.yaml", environments: ["itn"] }, effects);
    expect(none).toMatchObject({
      status: "invalid",
      findings: [{ code: "operation/unknown-environment", suggestions: ['Did you mean "int"?'] }],
    });
  });

  test("what an engine cannot run is no question while the document does not say what is to run", async () => {
    const broken = 'workload: { run: node server.js, port: "eighty" }\nbuild: { output: [server.js] }\n';
    const { effects } = folderWith({ "towpath.yaml": manifestOf("a", broken) });
    const { findings } = await check({ manifests: [] }, effects);
    expect(findings.filter(({ level }) => level === "mandatory")).toMatchObject([{ code: "manifest/wrong-type" }]);
  });

  test("many manifests: each is checked, and rules are counted over all of them", async () => {
    const { effects } = folderWith({
      "a/towpath.yaml": manifestOf("a", server),
      "b/towpath.yaml": manifestOf("b", server),
      "node_modules/c/towpath.yaml": "no",
    });
    const result = await check({ manifests: ["**/towpath.yaml"] }, effects);
    expect(result.data?.manifests.map(({ service }) => service)).toEqual(["a", "b"]);
    expect(result.data?.rules.find(({ rule }) => rule === "ownership/owner-present")).toMatchObject({
      subjects: 2,
      passed: 2,
    });
    expect(result.service).toBeUndefined();
  });

  test.each([
    [
      "a rule",
      "{ levels: { data/backup-retenton: mandatory } }",
      "policy/unknown-rule",
      "data/backup-retenton",
      "failed",
    ],
    [
      "a pack, which may have any rule",
      '{ packs: ["@acme/pack"], levels: { acme/rule: mandatory } }',
      "operation/pack-reference",
      '"@acme/pack"',
      "invalid",
    ],
  ])("%s that does not exist never passes in silence", async (_, policies, code, marked, expected) => {
    const text = platform(policies);
    const { effects } = folderWith({ "towpath.yaml": manifestOf("a", server), "platform.yaml": text });
    const { status, findings } = await check({ manifests: [], platform: "platform.yaml" }, effects);
    expect(status).toBe(expected);
    expect(findings.filter((one) => one.level === "mandatory")).toMatchObject([{ code }]);
    const { start, end } = findings.find((one) => one.code === code)?.places[0]?.range ?? {};
    const line = text.split("\n")[(start?.line ?? 0) - 1];
    expect(line?.slice((start?.column ?? 0) - 1, (end?.column ?? 0) - 1)).toBe(marked);
  });

  test("what rules advise about a Score file does not send people into it with words that it does not know", async () => {
    const score = `apiVersion: score.dev/v1b1
metadata: { name: orders }
containers: { web: { image: "nginx:1.29" } }
service: { ports: { www: { port: 80 } } }
`;
    const suggested = async (files: Readonly<Record<string, string>>): Promise<readonly string[]> => {
      const { findings } = await check({ manifests: [] }, folderWith(files).effects);
      return findings.find(({ code }) => code === "workload/health-check")?.suggestions ?? [];
    };
    const manifest = manifestOf("orders", "workload: { score: score.yaml }");
    const [advice, ...further] = await suggested({ "score.yaml": score });
    expect(further).toEqual([expect.stringContaining("docs/score.md")]);
    expect(await suggested({ "score.yaml": score, "towpath.yaml": manifest })).toEqual([advice]);
  });

  test("a mandatory rule that only a plan can be held against is named as not evaluated", async () => {
    const files = {
      "towpath.yaml": manifestOf("a", server),
      "platform.yaml": platform("{ levels: { data/destructive-change: { dev: off, int: mandatory } } }"),
    };
    const { effects } = folderWith(files);
    const { status, sections, data } = await check({ manifests: [], platform: "platform.yaml" }, effects);
    expect(status).toBe("ok");
    expect(sections).toMatchObject([{ title: expect.stringContaining("plan"), lines: ["data/destructive-change"] }]);
    const rule = data?.rules.find((one) => one.rule === "data/destructive-change");
    expect(rule).toMatchObject({ isEvaluated: false, isVacuous: false, subjects: 0 });
  });

  test("what the environment's engine cannot run is said before anything is touched", async () => {
    const { effects } = folderWith({ "towpath.yaml": manifestOf("a", imaged), "platform.yaml": platform("{}") });
    expect(await check({ manifests: [], platform: "platform.yaml" }, effects)).toMatchObject({
      status: "failed",
      findings: expect.arrayContaining([expect.objectContaining({ code: "engine-local/workload-not-runnable" })]),
    });
  });

  test("TOWPATH_PLATFORM counts where the request names none, and a manifest's own platform after it", async () => {
    const files = {
      "s/towpath.yaml": manifestOf("a", `platform: ./own.yaml\n${server}`),
      "s/own.yaml": platform("{}"),
      "other.yaml": platform("{}").replace(", int: { engine: local }", ""),
    };
    const environmentsBy = async (variables: Readonly<Record<string, string>>, platformName?: string) => {
      const { effects } = folderWith(files, { variables });
      return (await check({ manifests: ["s"], platform: platformName }, effects)).data?.manifests[0]?.environments;
    };
    expect(await environmentsBy({})).toEqual(["dev", "int"]);
    expect(await environmentsBy({ TOWPATH_PLATFORM: "other.yaml" })).toEqual(["dev"]);
    expect(await environmentsBy({ TOWPATH_PLATFORM: "other.yaml" }, "s/own.yaml")).toEqual(["dev", "int"]);
  });

  test.each(["{}", "{ prod: {} }"])(
    "a service whose environments are %s never passes unchecked",
    async (environments) => {
      const { effects } = folderWith({ "towpath.yaml": manifestOf("a", `environments: ${environments}\n`) });
      const found = { code: "manifest/unknown-environment", level: "mandatory" };
      for (const wanted of [[], ["prdo"]])
        expect(await check({ manifests: [], environments: wanted }, effects)).toMatchObject({
          status: "invalid",
          findings: expect.arrayContaining([expect.objectContaining(found)]),
        });
      expect((await validate({ manifests: [] }, effects)).status).toBe("invalid");
    },
  );

  test("TOWPATH_PLATFORM that is empty says nothing", async () => {
    const { effects } = folderWith(
      { "towpath.yaml": manifestOf("a", server) },
      { variables: { TOWPATH_PLATFORM: "" } },
    );
    expect(await check({ manifests: [] }, effects)).toMatchObject({ status: "ok" });
  });

  test("a manifest that is a link or lies deep is checked like any other", async () => {
    const deep = `${"x/".repeat(30)}towpath.yaml`;
    const { folder, effects } = folderWith({
      "a/towpath.yaml": manifestOf("a", server),
      "b/bad.yaml": "nope: [",
      [deep]: "nope: [",
    });
    symlinkSync("bad.yaml", join(folder, "b/towpath.yaml"));
    symlinkSync("nowhere", join(folder, "a/other.yaml"));
    const result = await check({ manifests: ["**/towpath.yaml"] }, effects);
    expect(result.status).toBe("invalid");
    expect(result.data?.manifests.map(({ manifest }) => manifest)).toEqual(["a/towpath.yaml", "b/towpath.yaml", deep]);
    expect((await check({ manifests: ["a/*.yaml"] }, effects)).status).toBe("invalid");
  });

  test("the summary says what is not known yet, and not that nothing was found", async () => {
    const type = {
      "types/pg.yaml": `apiVersion: towpath.dev/v1
kind: ResourceType
metadata: { name: pg }
settings: { backupRetentionDays: { type: integer, default: 1 } }
outputs: { days: { type: integer } }
recipes: { local: { driver: postgres } }
`,
      "platform.yaml": `${platform("{}")}resourceTypes: [types/pg.yaml]\n`,
    };
    const later =
      'resources: { a: { type: pg }, b: { type: pg, settings: { backupRetentionDays: "${resources.a.days}" } } }';
    const { effects } = folderWith({ ...type, "towpath.yaml": manifestOf("a", later) });
    const { counts, summary } = await check({ manifests: [], platform: "platform.yaml" }, effects);
    expect(counts).toMatchObject({ mandatory: 0, indeterminate: 1 });
    expect(summary).toMatch(/^a: \d advisory findings? and 1 not known yet\.$/);
  });
});
