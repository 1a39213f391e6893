import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Finding, nodeFiles } from "@towpath/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { folderWith } from "../testing/folder-with.ts";
import { apply } from "../verbs/apply.ts";
import { build } from "../verbs/build.ts";
import { check } from "../verbs/check.ts";
import { deploy } from "../verbs/deploy.ts";
import { plan } from "../verbs/plan.ts";
import { test as runTests } from "../verbs/test.ts";
import { up } from "../verbs/up.ts";

const PLATFORM = `apiVersion: towpath.dev/v1
kind: Platform
metadata: { name: acme }
environments:
  dev: { engine: local }
  int: { engine: local }
resourceTypes: [db.yaml]
policies:
  levels:
    workload/health-check: mandatory
    delivery/tests-present: { dev: mandatory, int: advisory }
    workload/limits: advisory
    ownership/owner-present: mandatory
waivers: [platform-waivers.yaml]
`;
const TYPE = `apiVersion: towpath.dev/v1
kind: ResourceType
metadata: { name: db }
settings:
  retention: { type: integer, tier: mandatory, minimum: 7, default: 7 }
recipes: { local: { driver: postgres } }
`;

/** A service that nobody owns, which always stops: so that no command goes on to change anything. */
function manifest(comments: readonly string[]): string {
  return `apiVersion: towpath.dev/v1
kind: Service
metadata: { name: orders }
waivers: [waivers.yaml]
${comments.join("\n")}
workload: { run: node server.js, port: 8080 }
resources:
  db: { type: db, settings: { retention: 3 } }
`;
}

interface Written {
  readonly rule: string;
  readonly subject: string;
  readonly created: string;
  readonly expires: string;
  readonly allow: string | undefined;
}

function waiversFile(waivers: readonly Written[], prefix: string): string {
  const entries = waivers.map(
    ({ rule, subject, created, expires, allow }, index) =>
      `  - { id: ${prefix}-${index}, rule: ${rule}, subject: ${subject}, reason: r, owner: o, created: ${created}, expires: ${expires}${allow ? `, allow: "${allow}"` : ""} }\n`,
  );
  return `apiVersion: towpath.dev/v1\nkind: Waivers\nwaivers:${entries.length === 0 ? " []\n" : `\n${entries.join("")}`}`;
}

const RULES = ["workload/health-check", "delivery/tests-present", "workload/limits", "setting/db/retention"];
const written: fc.Arbitrary<Written> = fc
  .record({
    rule: fc.constantFrom(...RULES, "no/rule"),
    subject: fc.constantFrom(
      "{ service: orders }",
      "{ service: orders, environment: dev }",
      "{ service: orders, environment: int }",
      "{ service: orders, resource: db }",
      "{ service: orders, workload: main }",
      "{ service: payments }",
    ),
    created: fc.constantFrom("2026-11-01", "2026-12-02"),
    expires: fc.constantFrom("2026-11-30", "2026-12-01", "2026-12-10", "2027-01-30", "2027-12-01"),
    allow: fc.constantFrom(
      undefined,
      undefined,
      "service.name == 'orders'",
      "environment.name == 'dev'",
      "resource.settings.retention >= 3",
      "resource.settings.retention >= 5",
      "nothing.here",
    ),
  })
  .filter(({ created, expires }) => created <= expires);
const comment = fc
  .record({ rule: fc.constantFrom(...RULES), until: fc.constantFrom("until:2026-12-24 ", "until:2026-11-30 ", "") })
  .map(({ rule, until }) => `# towpath-ignore ${rule} ${until}-- because`);

const request = { platform: "platform.yaml", environment: "dev" };
const never = async (): Promise<boolean> => {
  throw new Error("Nobody was to be asked.");
};

/** What is found in one environment, with what became of it; not what needs a plan. */
function inDev(findings: readonly Finding[]): readonly string[] {
  const codes = new Set([...RULES, "ownership/owner-present"]);
  return findings
    .filter(({ code, environments }) => codes.has(code) && (environments.length === 0 || environments.includes("dev")))
    .map(({ code, address, outcome, level }) => `${code} ${address} ${level} ${outcome}`)
    .sort();
}

describe("whatever waivers and comments there are", () => {
  test("every command agrees on what is waived", async () => {
    const { folder, effects } = folderWith({ "platform.yaml": PLATFORM, "db.yaml": TYPE });
    const seen = new Set<string>();
    const one = fc.tuple(
      fc.array(written, { maxLength: 4 }),
      fc.array(written, { maxLength: 2 }),
      fc.array(comment, { maxLength: 2 }),
    );
    await fc.assert(
      fc.asyncProperty(one, async ([own, shared, comments]) => {
        writeFileSync(join(folder, "towpath.yaml"), manifest(comments));
        writeFileSync(join(folder, "waivers.yaml"), waiversFile(own, "W"));
        writeFileSync(join(folder, "platform-waivers.yaml"), waiversFile(shared, "P"));
        const whole = await check({ manifests: [], platform: "platform.yaml" }, effects);
        const expected = inDev(whole.findings);
        expect(expected.length).toBeGreaterThanOrEqual(5);
        for (const line of expected) seen.add(line);
        const commands = {
          check: () => check({ manifests: [], platform: "platform.yaml", environments: ["dev"] }, effects),
          plan: () => plan(request, effects),
          apply: () => apply({ ...request, confirm: never }, effects),
          build: () => build({ ...request }, effects),
          test: () => runTests({ ...request, keepsResources: false }, effects),
          deploy: () => deploy(request, effects),
          up: () => up(request, effects),
        };
        for (const [name, run] of Object.entries(commands)) {
          const { status, findings } = await run();
          expect({ name, status, found: inDev(findings) }).toEqual({ name, status: "failed", found: expected });
        }
      }),
      { numRuns: process.env["TOWPATH_LONG"] ? 300 : 12, seed: 7 },
    );
    // It would be easy to agree on nothing.
    expect([...seen].filter((line) => line.endsWith("waived")).length).toBeGreaterThanOrEqual(3);
    expect([...seen].filter((line) => line.endsWith("mandatory fail")).length).toBeGreaterThanOrEqual(3);
  }, 60_000);
});

test("several threads agree with one", async () => {
  const each = Array.from({ length: 2_050 }, (_, index) => {
    const waiver = `{ id: W-${index}, rule: ownership/owner-present, subject: { service: s-${index} }, reason: r, owner: o, created: 2026-11-01, expires: ${index % 2 === 0 ? "2027-01-01" : "2026-11-30"} }`;
    return [
      [
        `s/${index}/towpath.yaml`,
        `apiVersion: towpath.dev/v1\nkind: Service\nmetadata: { name: s-${index} }\nwaivers: [w.yaml]\n`,
      ],
      [`s/${index}/w.yaml`, `apiVersion: towpath.dev/v1\nkind: Waivers\nwaivers:\n  - ${waiver}\n`],
    ] as const;
  }).flat();
  const { effects } = folderWith(Object.fromEntries(each));
  const several = await check({ manifests: ["s/*/towpath.yaml"] }, { ...effects, files: nodeFiles });
  const one = await check({ manifests: ["s/*/towpath.yaml"] }, { ...effects, files: { ...nodeFiles } });
  expect(several).toEqual(one);
  expect(one.counts.waived).toBe(1_025);
  expect(one.data?.waivers).toHaveLength(2_050);
});
