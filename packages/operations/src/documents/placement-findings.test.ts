import { graphWith } from "@towpath/testkit";
import { expect, test } from "vitest";
import { folderWith } from "../testing/folder-with.ts";
import { check } from "../verbs/check.ts";
import { placementFindings } from "./placement-findings.ts";

const SCORE = `apiVersion: score.dev/v1b1
metadata: { name: shop, annotations: { towpath.dev/owner: team-shop } }
containers: { web: { image: "ghcr.io/acme/shop@sha256:${"4f".repeat(32)}" } }
`;
const PLATFORM = `apiVersion: towpath.dev/v1
kind: Platform
metadata: { name: acme }
environments: { dev: { engine: local } }
`;

test("what the local engine cannot run is a finding before anything is touched", () => {
  const graph = graphWith({
    workloads: { main: { kind: "worker", containers: [] } },
  });
  expect(placementFindings(graph)).toMatchObject([{ code: "engine-local/workload-not-runnable", level: "mandatory" }]);
});

test("on the starter platform it is advice, on a platform of one's own it is not", async () => {
  const { effects } = folderWith({ "score.yaml": SCORE, "platform.yaml": PLATFORM });
  const starter = await check({ manifests: ["score.yaml"] }, effects);
  const placed = { code: "engine-local/workload-not-runnable", environments: ["dev"] };
  expect(starter.status).toBe("ok");
  expect(starter.findings).toContainEqual(expect.objectContaining({ ...placed, level: "advisory" }));
  const own = await check({ manifests: ["score.yaml"], platform: "platform.yaml" }, effects);
  expect(own.status).toBe("failed");
  expect(own.findings).toContainEqual(expect.objectContaining({ ...placed, level: "mandatory" }));
});

test("a workload on an engine that runs none is told before it is deployed, and its resources go on", async () => {
  const platform = PLATFORM.replace("dev: { engine: local }", "dev: { engine: local }, prod: { engine: terraform }");
  const manifest = `apiVersion: towpath.dev/v1
kind: Service
metadata: { name: orders, owner: team-shop }
workload: { run: node main.js }
`;
  const { effects } = folderWith({ "towpath.yaml": manifest, "platform.yaml": platform });
  const { status, findings } = await check({ manifests: ["towpath.yaml"], platform: "platform.yaml" }, effects);
  expect(findings.filter(({ code }) => code === "operation/no-workload")).toMatchObject([
    {
      level: "advisory",
      environments: ["prod"],
      message:
        'workloads.main is placed on the engine "terraform", and Terraform runs no workloads: Towpath deploys nothing to prod.',
      places: [{ file: "towpath.yaml", range: { start: { line: 4 } } }],
    },
  ]);
  expect(status).toBe("ok");
});
