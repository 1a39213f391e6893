import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Risk } from "@towpath/manifest/difference";
import { renderText } from "@towpath/report";
import { NOTES_ENGINE, notesPlatform } from "@towpath/testkit";
import { describe, expect, test } from "vitest";
import { plansSummary } from "../describe/plans-sections.ts";
import { folderWith, manifestOf } from "../testing/folder-with.ts";
import { proposal } from "../testing/proposal.ts";
import { planAll } from "./plan-all.ts";

const PLATFORM = notesPlatform(
  `  prod: { ${NOTES_ENGINE}, promoteFrom: { environment: dev } }`,
  `  dev: { ${NOTES_ENGINE} }`,
);
const note = (name: string, text = "hello"): string =>
  manifestOf(name, `resources: { memo: { type: note, settings: { text: ${text} } } }\n`);
const FILES = { ...PLATFORM, "a/towpath.yaml": note("a"), "b/towpath.yaml": note("b") };
const all = { manifests: ["*/towpath.yaml"], platform: "platform.yaml" };

test("all environments of all services are one result, in the order in which a release goes through them", async () => {
  const { effects } = folderWith(FILES);
  const result = await planAll(all, effects);
  expect(result).toMatchObject({
    verb: "plan",
    status: "ok",
    summary: "2 services in 4 environments: 1 to create in each.",
    data: {
      plans: [
        {
          service: "a",
          environment: "dev",
          digest: expect.stringMatching(/^sha256:/),
          hasChanges: true,
          offline: null,
        },
        { service: "a", environment: "prod" },
        { service: "b", environment: "dev" },
        { service: "b", environment: "prod", manifest: "b/towpath.yaml", risk: "none" },
      ],
    },
  });
  const text = renderText(result, { colour: false });
  for (const plan of result.data?.plans ?? []) expect(text).toContain(plan.digest);
  expect(text).toContain("Plan for b in prod");
});

test("what is interrupted or lost is in the first sentence, with where", async () => {
  const { effects } = folderWith(FILES);
  const result = await planAll({ ...all, manifests: ["a/towpath.yaml"] }, effects);
  const [dev, prod] = (result.data?.plans ?? []).map((plan) => ({ ...plan, result: { ...result, data: plan.data } }));
  if (!dev || !prod) throw new Error("There should be two plans.");
  const risky = (...risks: readonly Risk[]) =>
    plansSummary([dev, prod].map((plan, index) => ({ ...plan, risk: risks[index] ?? "none" })));
  expect(risky("none", "downtime")).toBe("a in 2 environments: 1 to create in each; something is interrupted in prod.");
  expect(risky("downtime", "data-loss")).toBe(
    "a in 2 environments: 1 to create in each; DATA IS LOST in prod; something is interrupted in dev.",
  );
  expect(plansSummary([{ ...dev, risk: "data-loss" }])).toBe("a in dev: 1 to create; DATA IS LOST.");
});

test("only the environments that are asked for, and none that no service is in", async () => {
  const { effects } = folderWith(FILES);
  const { data } = await planAll({ ...all, environments: ["prod"] }, effects);
  expect(data?.plans.map(({ service, environment }) => `${service} ${environment}`)).toEqual(["a prod", "b prod"]);
  expect(await planAll({ ...all, environments: ["prd"] }, effects)).toMatchObject({
    status: "invalid",
    findings: [{ code: "operation/unknown-environment", suggestions: ['Did you mean "prod"?'] }],
  });
});

test("what is wrong with one service does not hide the plans of the others", async () => {
  const { effects } = folderWith({ ...FILES, "a/towpath.yaml": "kind: [\n" });
  const result = await planAll(all, effects);
  expect(result).toMatchObject({
    status: "invalid",
    data: {
      plans: [
        { service: null, manifest: "a/towpath.yaml", environment: null, status: "invalid", digest: null, data: null },
        { service: "b", status: "ok" },
        { service: "b", status: "ok" },
      ],
    },
  });
  expect(result.findings).toMatchObject([{ places: [{ file: "a/towpath.yaml" }] }]);
  expect(result.summary).toBe("2 services in 3 environments: changes in 2; 1 could not be planned.");
});

test("a document that cannot be used in one environment says so once for it", async () => {
  const files = { ...FILES, "a/towpath.yaml": note("a").replace("text: hello", "txet: hello") };
  const { effects } = folderWith(files);
  const result = await planAll(all, effects);
  expect(result.status).toBe("invalid");
  expect(result.findings).toMatchObject([{ environments: ["dev", "prod"] }]);
});

describe("a proposal", () => {
  const base = FILES;
  const changed = { "b/towpath.yaml": note("b", "bye") };

  test("is planned for the services that it touches", async () => {
    const { effects, base: commit } = proposal(base, changed);
    const { data, sections } = await planAll(
      { ...all, base: { commit }, isChangedOnly: true, offline: "always" },
      effects,
    );
    expect(data?.plans.map(({ service }) => service)).toEqual(["b", "b"]);
    expect(JSON.stringify(sections)).toContain("1 service is not touched by the change and left out.");
  });

  test("touches nothing, and that is said", async () => {
    const { effects, base: commit } = proposal(base, { "a/README.md": "#\n" });
    const request = { ...all, manifests: ["b/towpath.yaml"], base: { commit }, isChangedOnly: true };
    expect(await planAll({ ...request, offline: "always" }, effects)).toMatchObject({
      status: "ok",
      summary: "No service is touched: nothing was planned.",
      data: { plans: [] },
    });
  });

  test("runs none of its drivers: its documents are compared with the base, and it is said why", async () => {
    const evil = { ...changed, "notes.ts": `throw new Error("It was run.");\n` };
    const { effects, base: commit } = proposal(base, changed);
    const request = { ...all, base: { commit }, isUntrusted: true, offline: "where-needed" } as const;
    const { status, data, summary } = await planAll(request, effects);
    expect({ status, summary }).toEqual({
      status: "ok",
      summary: "2 services in 4 environments: changes in 2; documents were compared only.",
    });
    expect(data?.plans[2]).toMatchObject({
      service: "b",
      digest: null,
      hasChanges: true,
      offline: expect.stringContaining("nothing of a proposal is run"),
      data: { plan: null, difference: { changes: [{ address: "resources.memo", action: "update" }] } },
    });
    const bad = proposal(base, evil);
    const ofEvil = await planAll({ ...request, base: { commit: bad.base } }, bad.effects);
    expect(JSON.stringify(ofEvil)).not.toContain("It was run.");
  });

  test("fails where it may not be compared instead", async () => {
    const { effects, base: commit } = proposal(base, changed);
    expect(await planAll({ ...all, base: { commit }, isUntrusted: true }, effects)).toMatchObject({
      data: { plans: [{ status: expect.not.stringMatching("ok"), data: null }, {}, {}, {}] },
    });
  });

  test("that changes the platform gets no look at what is there: it could say where that is", async () => {
    const local = {
      "platform.yaml": `apiVersion: towpath.dev/v1\nkind: Platform\nmetadata: { name: acme }\nenvironments: { dev: { engine: local } }\n`,
    };
    const services = { "a/towpath.yaml": manifestOf("a", "resources: { db: { type: postgres } }\n") };
    const looked = { ...all, isUntrusted: true, offline: "where-needed" } as const;
    const same = proposal({ ...local, ...services }, { "a/towpath.yaml": manifestOf("a", "# changed\n") });
    expect((await planAll({ ...looked, base: { commit: same.base } }, same.effects)).data?.plans).toMatchObject([
      { environment: "dev", offline: null, digest: expect.stringMatching(/^sha256:/) },
    ]);
    const other = local["platform.yaml"].replace("local }", "local, values: { domain: evil.example } }");
    const moved = proposal({ ...local, ...services }, { "platform.yaml": other });
    expect((await planAll({ ...looked, base: { commit: moved.base } }, moved.effects)).data?.plans).toMatchObject([
      { offline: expect.stringContaining("changes the platform"), digest: null },
    ]);
    const renamed = proposal(
      { ...local, ...services },
      { "evil/platform.yaml": other, "a/towpath.yaml": `platform: ../evil\n${services["a/towpath.yaml"]}` },
    );
    const own = { ...looked, platform: undefined, base: { commit: renamed.base } };
    expect((await planAll(own, renamed.effects)).data?.plans).toMatchObject([
      { offline: expect.stringContaining("changes the platform") },
    ]);
  });
});

test("since a commit, on what is merged already", async () => {
  const { effects, base: since, repository } = proposal(FILES, { "b/towpath.yaml": note("b", "bye") });
  const { data } = await planAll({ ...all, since: { commit: since }, isChangedOnly: true }, effects);
  expect(data?.plans.map(({ service }) => service)).toEqual(["b", "b"]);
  writeFileSync(join(repository.folder, "a/note.md"), "");
  const unknown = await planAll({ ...all, since: { commit: "0".repeat(40) }, isChangedOnly: true }, effects);
  expect(unknown.data?.plans).toHaveLength(4);
});
