import type { Graph, GraphTest, GraphWorkload } from "@towpath/manifest";
import { describe, expect, test } from "vitest";
import { addressesOf, findingsOf, messagesOf } from "../../testing/found.ts";
import { graphWith, originAt, placeAt, resourceWith, workloadWith } from "../../testing/subjects.ts";
import { bake } from "./bake.ts";
import { buildOutput } from "./build-output.ts";
import { coverageFloor } from "./coverage-floor.ts";
import { coverageMeasured } from "./coverage-measured.ts";
import { migration } from "./migration.ts";
import { noRecreate } from "./no-recreate.ts";
import { productionGates } from "./production-gates.ts";
import { promotionPath } from "./promotion-path.ts";
import { smokeTest } from "./smoke-test.ts";
import { testReports } from "./test-reports.ts";
import { toolchainExact } from "./toolchain-exact.ts";
import { toolchainStated } from "./toolchain-stated.ts";

const critical = { ...graphWith().service, criticality: "critical" } as const;
const testWith = (facts: Partial<GraphTest> = {}): GraphTest => ({
  run: "npm test",
  with: [],
  reports: {},
  minimum: {},
  origin: originAt(4),
  ...facts,
});
const buildWith = (facts: Partial<NonNullable<Graph["build"]>>) => ({
  run: [],
  output: [],
  origin: originAt(7),
  ...facts,
});
const criticalWith = (workload: Partial<GraphWorkload>, environment?: string, kind?: string) =>
  graphWith({ service: critical, workloads: [workloadWith(workload)] }, environment, kind);

describe("tests", () => {
  const reports = { coverage: "lcov.info" };

  test.each([
    [{ reports }, {}, "orders measures the coverage of its tests and asks for none."],
    [{ reports, minimum: { branches: 90 } }, {}, "orders measures the coverage of its tests and asks for none."],
    [{ reports, minimum: { lines: 49.9 } }, {}, "orders asks for 49.9 % of its lines to be tested; 50 % is the least."],
    [{ reports, minimum: { lines: 50 } }, {}, undefined],
    [{ reports, minimum: { lines: 50 } }, { minLines: 80 }, expect.stringContaining("80 % is the least")],
    [{}, {}, undefined],
  ])("%j with %j", (facts, params, message) => {
    const graph = graphWith({ test: testWith(facts) });
    expect(messagesOf(coverageFloor, { graph, params })).toEqual(message === undefined ? [] : [message]);
  });

  test("coverage is measured where much hangs on it", () => {
    expect(addressesOf(coverageMeasured, { graph: graphWith({ service: critical, test: testWith() }) })).toEqual([
      ["test.reports.coverage", 4],
    ]);
    expect(messagesOf(coverageMeasured, { graph: graphWith({ service: critical }) })).toEqual([]);
    expect(messagesOf(coverageMeasured, { graph: graphWith({ test: testWith() }) })).toEqual([]);
  });

  test("reports are named where there are tests", () => {
    expect(messagesOf(testReports, { graph: graphWith({ test: testWith() }) })).toHaveLength(1);
    expect(messagesOf(testReports, { graph: graphWith() })).toEqual([]);
  });
});

describe("deployments", () => {
  const deploy = (facts: Partial<GraphWorkload["deploy"]>) => ({
    deploy: { strategy: "rolling", bakeMs: 0, steps: [], noData: "fail", ...facts } as const,
  });

  test("a smoke test is asked of critical servers, and of public ones where the platform does", () => {
    const route = { path: "/", visibility: "public" } as const;
    expect(messagesOf(smokeTest, { graph: criticalWith({}) })).toEqual([expect.stringContaining("main is critical")]);
    expect(messagesOf(smokeTest, { graph: criticalWith(deploy({ smoke: "node smoke.js" })) })).toEqual([]);
    expect(messagesOf(smokeTest, { graph: criticalWith({ kind: "worker" }) })).toEqual([]);
    const graph = graphWith({ workloads: [workloadWith({ route })] });
    expect(messagesOf(smokeTest, { graph })).toEqual([]);
    expect(messagesOf(smokeTest, { graph, params: { of: ["public"] } })).toEqual([
      expect.stringContaining("main is public"),
    ]);
  });

  test("a release bakes for a while, in production", () => {
    expect(messagesOf(bake, { graph: criticalWith({}) })).toEqual([
      expect.stringContaining("after no time at all in prod"),
    ]);
    expect(messagesOf(bake, { graph: criticalWith(deploy({ bakeMs: 59_000 })) })).toEqual([
      expect.stringContaining("after 59s in prod; 60s"),
    ]);
    expect(messagesOf(bake, { graph: criticalWith(deploy({ bakeMs: 60_000 })) })).toEqual([]);
    expect(messagesOf(bake, { graph: criticalWith({}, "int") })).toEqual([]);
    expect(messagesOf(bake, { graph: graphWith({ workloads: [workloadWith()] }) })).toEqual([]);
  });

  test("recreating is an outage, and the fix is the service's own to make", () => {
    const place = { file: "towpath.yaml", pointer: "/workload/deploy/strategy" };
    const recreated = deploy({ strategy: "recreate" });
    const own = { ...recreated, origins: { "deploy.strategy": { layer: "service", place } } } as const;
    const theirs = { ...recreated, origins: { "deploy.strategy": { layer: "platform", place } } } as const;
    expect(findingsOf(noRecreate, { graph: criticalWith(own) })).toMatchObject([
      { fix: { safety: "unsafe", changes: [{ pointer: place.pointer, value: "rolling" }] } },
    ]);
    expect(findingsOf(noRecreate, { graph: criticalWith(theirs) }).map(({ fix }) => fix)).toEqual([undefined]);
    expect(messagesOf(noRecreate, { graph: criticalWith(recreated, "dev", "local") })).toEqual([]);
  });

  test("tables are changed by somebody", () => {
    const resources = [resourceWith()];
    const using = workloadWith({ dependsOn: ["resources.db"] });
    expect(messagesOf(migration, { graph: graphWith({ resources, workloads: [using] }) })).toHaveLength(1);
    for (const graph of [
      graphWith({ resources, workloads: [workloadWith()] }),
      graphWith({ resources, workloads: [using, workloadWith(deploy({ migrate: "m" }))] }),
      graphWith({ resources: [resourceWith({ type: "bucket" })], workloads: [using] }),
      graphWith({ resources: [resourceWith({ share: "postgres.default#a" })], workloads: [using] }),
    ])
      expect(messagesOf(migration, { graph })).toEqual([]);
  });
});

describe("environments", () => {
  const environment = {
    ...graphWith().environment,
    origin: { layer: "platform", place: { file: "platform.yaml" } },
  } as const;

  test("releases come to production from somewhere", () => {
    expect(findingsOf(promotionPath, { graph: graphWith({ environment }) })).toMatchObject([
      { address: "environments.prod.promoteFrom", places: [{ file: "platform.yaml" }] },
    ]);
    const promoted = { ...environment, promoteFrom: { environment: "int" } };
    expect(messagesOf(promotionPath, { graph: graphWith({ environment: promoted }) })).toEqual([]);
    expect(messagesOf(promotionPath, { graph: graphWith({}, "int") })).toEqual([]);
  });

  test("approvals are counted", () => {
    const withApprovals = (count: number) =>
      graphWith({
        service: critical,
        environment: {
          ...environment,
          gates: { approvals: { count, by: [] }, freeze: [], requires: [], origin: environment.origin },
        },
      });
    expect(messagesOf(productionGates, { graph: graphWith({ service: critical, environment }) })).toEqual([
      "orders is critical, and no approval is needed before it changes in prod; 1 should be.",
    ]);
    expect(messagesOf(productionGates, { graph: withApprovals(1) })).toEqual([]);
    expect(messagesOf(productionGates, { graph: withApprovals(1), params: { minApprovals: 2 } })).toEqual([
      expect.stringContaining("1 approval is needed"),
    ]);
  });
});

test.each([".", "./", "*", "**", "**/*", ".git", "config/.env", ".env.production", ".npmrc"])(
  "%s is not packed",
  (path) => {
    expect(
      messagesOf(buildOutput, { graph: graphWith({ build: buildWith({ output: ["dist", path] }) }) }),
    ).toHaveLength(1);
  },
);

test.each(["dist", "dist/**", "*.js", ".next", ".environment", "src/env", ".output"])("%s may be packed", (path) => {
  expect(messagesOf(buildOutput, { graph: graphWith({ build: buildWith({ output: [path] }) }) })).toEqual([]);
});

test("tools are named where commands are", () => {
  const build = buildWith({ run: ["make"] });
  expect(addressesOf(toolchainStated, { graph: graphWith({ build }) })).toEqual([["toolchain", 7]]);
  expect(addressesOf(toolchainStated, { graph: graphWith({ build: buildWith({}), test: testWith() }) })).toEqual([
    ["toolchain", 4],
  ]);
  expect(messagesOf(toolchainStated, { graph: graphWith({ build, toolchain: { node: "24" } }) })).toEqual([]);
  expect(messagesOf(toolchainStated, { graph: graphWith({ build: buildWith({}) }) })).toEqual([]);
});

test.each([
  ["latest", 1],
  ["lts", 1],
  ["lts-slim", 1],
  ["20.x", 1],
  ["X", 1],
  ["24", 0],
  ["21.0.2-tem", 0],
  ["1.2.3-next.1", 0],
  ["stablediffusion", 0],
])("the version %s moves: %i", (version, count) => {
  const raw = { kind: "Service", toolchain: { node: version } };
  const document = { file: "towpath.yaml", raw, placeOf: () => placeAt(2) };
  expect(messagesOf(toolchainExact, { document })).toHaveLength(count);
});
