import { mkdtempSync, realpathSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nodeFiles } from "@towpath/core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { folderWith, manifestOf } from "../testing/folder-with.ts";
import { type LoopbackRegistry, loopbackRegistry } from "../testing/loopback-registry.ts";
import { npmVariables } from "../testing/npm-variables.ts";
import { check } from "../verbs/check.ts";
import { plan } from "../verbs/plan.ts";

const SAYS = `import { definePack, defineRule } from "@towpath/policy";
import { what } from "./what.js";
export default definePack({
  name: "@acme/policy",
  rules: [
    {
      level: "mandatory",
      rule: defineRule({
        id: "acme/named",
        phase: "graph",
        select: { service: "*" },
        meta: {
          severity: "low", since: "1.0.0", messages: { said: "{{what}}" },
          docs: { summary: "It holds.", rationale: "Because.", bad: ["{}"], good: ["{}"] },
        },
        check: (service, context) => context.report({ messageId: "said", data: { what: service.name + what } }),
      }),
    },
  ],
});
`;
const files = (what: string, more: object = { exports: { import: "./lib/rules.js" }, type: "module" }) => ({
  "package.json": JSON.stringify({ name: "@acme/policy", version: what, ...more }),
  "lib/rules.js": SAYS,
  "lib/what.js": `export const what = " by ${what}";\n`,
});

let registry: LoopbackRegistry;
beforeAll(async () => {
  registry = await loopbackRegistry();
  await registry.publish("@acme/policy", "1.0.0", files("1.0.0"));
  await registry.publish("@acme/policy", "1.1.0", files("1.1.0", { main: "lib/rules.js", type: "module" }));
  await registry.publish("@acme/policy", "1.2.0", files("1.2.0", { exports: "./lib/nowhere.js" }));
});
afterAll(() => registry[Symbol.asyncDispose]());

let home = "";
beforeEach(() => {
  home = realpathSync(mkdtempSync(join(tmpdir(), "towpath-packs-")));
  registry.requests.length = 0;
  registry.refuse(200);
});

const platform = (pack: string): string => `apiVersion: towpath.dev/v1
kind: Platform
metadata: { name: acme }
environments: { dev: { engine: local } }
policies: { packs: ["@towpath/policy/recommended", "${pack}"] }
`;

function service(pack: string, more: Readonly<Record<string, string>> = {}) {
  return folderWith(
    { "towpath.yaml": manifestOf("orders"), "platform.yaml": platform(pack), ...more },
    {
      variables: npmVariables(home, registry),
    },
  );
}

const request = { manifests: [], platform: "platform.yaml" };
const said = ({ findings }: Awaited<ReturnType<typeof check>>): readonly string[] =>
  findings.filter(({ code }) => code === "acme/named").map(({ message }) => message);

describe("a package that is a pack", () => {
  test.each(["1.0.0", "1.1.0"])("%s is fetched once, said, and checked by", async (version) => {
    const { effects, events } = service(`@acme/policy@${version}`);
    const first = await check(request, effects);
    expect(said(first)).toEqual([`orders by ${version}`]);
    expect(events.filter(({ type }) => type === "notice")).toMatchObject([
      { message: expect.stringContaining(`Fetching the policy pack @acme/policy@${version} with npm`) },
    ]);
    registry.refuse(500);
    expect(said(await check(request, effects))).toEqual(said(first));
    expect((await plan({ platform: "platform.yaml" }, effects)).findings).toContainEqual(
      expect.objectContaining({ code: "acme/named", docs: `@acme/policy@${version}` }),
    );
  });

  test("is taken as it is installed where that is the version", async () => {
    const there = Object.fromEntries(
      Object.entries(files("1.0.0")).map(([path, text]) => [`node_modules/@acme/policy/${path}`, text]),
    );
    const { effects } = service("@acme/policy@1.0.0", {
      ...there,
      "node_modules/@acme/policy/lib/what.js": 'export const what = " here";',
    });
    expect(said(await check(request, effects))).toEqual(["orders here"]);
    expect(registry.requests).toEqual([]);
  });

  test("is never fetched for a proposal, and what lies in node_modules there is not run", async () => {
    const there = Object.fromEntries(
      Object.entries(files("1.0.0")).map(([path, text]) => [`node_modules/@acme/policy/${path}`, text]),
    );
    const { effects } = service("@acme/policy@1.0.0", there);
    const result = await check({ ...request, isUntrusted: true }, effects);
    expect(result).toMatchObject({ status: "invalid", counts: { mandatory: 1 } });
    expect(result.findings).toContainEqual(expect.objectContaining({ code: "operation/pack-proposed" }));
    expect(registry.requests).toEqual([]);
  });

  test.each([
    ["@acme/policy@9.9.9", 200, "operation/pack-not-fetched", "invalid", "the package has no such version"],
    ["@acme/policy@1.2.0", 200, "operation/pack-not-found", "invalid", "neither a pack.yaml nor a module"],
    ["@acme/policy@1.0.0", 403, "operation/pack-not-fetched", "fault", "refused access"],
  ])("%s behind a registry that answers %i does not pass", async (pack, status, code, ending, why) => {
    const { effects } = service(pack);
    registry.refuse(status);
    const result = await check(request, effects);
    expect(result.status).toBe(ending);
    const finding = result.findings.find((one) => one.code === code);
    expect(finding?.message).toContain(why);
    expect(finding?.message).toContain(pack);
    expect(finding?.places).toMatchObject([{ file: "platform.yaml", range: { start: { line: 5 } } }]);
  });
});

test("threads of a fleet check by the same packs", async () => {
  const many = Object.fromEntries(
    Array.from({ length: 2_100 }, (_, index) => {
      const own = index === 1_500 ? "platform: ../../other.yaml\n" : "platform: ../../platform.yaml\n";
      return [`s/${index}/towpath.yaml`, manifestOf(`s-${index}`, own)];
    }),
  );
  const { effects } = service("@acme/policy@1.0.0", { ...many, "other.yaml": platform("@acme/policy@1.1.0") });
  const result = await check({ manifests: ["s/*/towpath.yaml"] }, { ...effects, files: nodeFiles });
  expect(said(result)).toHaveLength(2_100);
  expect(said(result).filter((message) => message.endsWith("by 1.1.0"))).toEqual(["s-1500 by 1.1.0"]);
});
