import { describe, expect, test } from "vitest";
import { diffGraphs } from "../difference/diff-graphs.ts";
import type { Graph } from "../graph/graph.ts";
import { graphDigest } from "../graph/graph-digest.ts";
import { HEAD, tried } from "../testing/resolved.ts";

function graphOf(gates: string, rest = ""): Graph {
  const platform = `apiVersion: towpath.dev/v1
kind: Platform
metadata: { name: acme }
environments: { dev: { engine: local, gates: ${gates} } }
`;
  const { graph, text } = tried(`${HEAD}${rest}`, { platform, types: {} });
  if (!graph) throw new Error(text);
  return graph;
}

describe("gates", () => {
  test("a freeze has days of one time or of every week, in the order of a week", () => {
    const weekly = '{ weekly: { days: [sun, fri], from: "16:00", to: "08:00" }, zone: UTC, reason: Weekend }';
    const { environment } = graphOf(`{ freeze: [{ from: 2026-12-20, to: 2027-01-03, zone: UTC }, ${weekly}] }`);
    expect(environment.gates?.freeze).toEqual([
      { kind: "dates", from: "2026-12-20", to: "2027-01-03", zone: "UTC" },
      { kind: "weekly", days: ["fri", "sun"], from: "16:00", to: "08:00", zone: "UTC", reason: "Weekend" },
    ]);
  });

  test("what is required is a set", () => {
    expect(graphOf("{ requires: [tests, review, tests] }").environment.gates?.requires).toEqual(["review", "tests"]);
  });

  test.each([
    ["{ freeze: [{ weekly: { days: [fri] }, zone: UTC }] }", "{ freeze: [{ weekly: { days: [sat] }, zone: UTC }] }"],
    ["{ requires: [tests] }", "{ requires: [review] }"],
  ])("%s and %s are another graph, and the difference says so", (before, after) => {
    expect(graphDigest(graphOf(before))).not.toBe(graphDigest(graphOf(after)));
    const { changes } = diffGraphs(graphOf(before), graphOf(after));
    expect(changes).toMatchObject([{ address: "environment", action: "update" }]);
  });
});

describe("what a deployment is held to", () => {
  const workloadOf = (workload: string) => graphOf("{}", `workload: { run: x, port: 1, ${workload} }\n`).workloads[0];

  test("a canary goes by 10 and 50 percent where nothing else is said", () => {
    expect(workloadOf("deploy: { strategy: canary }")?.deploy).toMatchObject({
      steps: [
        { weight: 10, forMs: 30_000 },
        { weight: 50, forMs: 30_000 },
      ],
      noData: "fail",
    });
    const steps = "steps: [{ weight: 5 }, { weight: 20, for: 2m }]";
    expect(workloadOf(`deploy: { strategy: canary, noData: pass, ${steps} }`)?.deploy).toMatchObject({
      steps: [
        { weight: 5, forMs: 30_000 },
        { weight: 20, forMs: 120_000 },
      ],
      noData: "pass",
    });
  });

  test("steps that the platform has for its canaries stand in the way of nothing else", () => {
    const defaults = "defaults: { workload: { deploy: { steps: [{ weight: 5 }] } } }";
    const platform = `apiVersion: towpath.dev/v1
kind: Platform
metadata: { name: acme }
environments: { dev: { engine: local } }
${defaults}
`;
    const stepsOf = (deploy: string, rest = "") => {
      const { graph, text } = tried(`${HEAD}workload: { run: x, port: 1${deploy} }\n${rest}`, { platform, types: {} });
      return graph?.workloads[0]?.deploy.steps ?? text;
    };
    expect(stepsOf("")).toEqual([]);
    expect(stepsOf(", deploy: { strategy: canary }")).toEqual([{ weight: 5, forMs: 30_000 }]);
    const inDev = "environments: { dev: { workload: { deploy: { strategy: recreate } } } }";
    expect(stepsOf(", deploy: { strategy: canary, steps: [{ weight: 5 }] }", inDev)).toEqual([]);
  });

  test("a path that answers with the digest, and a bound for the coverage that is lost", () => {
    expect(workloadOf("health: { path: /h, identity: /version }")?.health?.identity).toBe("/version");
    expect(graphOf("{}", "test: { run: x, coverageDrop: 0.5 }\n").test?.coverageDrop).toBe(0.5);
  });

  test.each([
    ["health: { identity: /version }", "The health check of workloads.main has no path."],
    [
      "deploy: { strategy: canary, steps: [{ weight: 50 }, { weight: 10 }] }",
      "The steps of workloads.main do not rise: 50, 10.",
    ],
    ["deploy: { steps: [{ weight: 50 }] }", "has steps, which go with canary, and its strategy is rolling"],
  ])("refuses %s", (workload, message) => {
    expect(tried(`${HEAD}workload: { run: x, port: 1, ${workload} }\n`).text).toContain(message);
  });
});
