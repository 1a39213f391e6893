import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { nodeClock } from "@towpath/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { folderWith, manifestOf } from "../testing/folder-with.ts";
import { down } from "../verbs/down.ts";
import { statusInSight } from "../verbs/status.ts";
import { up } from "../verbs/up.ts";

const service = (name: string, port: number, resources = "") => ({
  [`${name}/towpath.yaml`]: manifestOf(
    name,
    `workload: { run: node server.js, port: ${port}, health: { path: /, interval: 100ms, grace: 10s } }
build: { output: [server.js] }
${resources}`,
  ),
  [`${name}/server.js`]: `
require("node:http").createServer((_, response) => response.end("here")).listen(process.env.PORT, "127.0.0.1");
process.on("SIGTERM", () => process.exit(0));
`,
});

test("a machine that nothing was made on", async () => {
  const { folder, effects } = folderWith({});
  expect(await statusInSight({}, effects)).toMatchObject({ status: "ok", data: { services: [], servers: [] } });
  expect(readdirSync(folder)).toEqual([]);
});

describe("a machine with services", () => {
  const files = { ...service("a", 18_591, "resources: { files: { type: bucket } }\n"), ...service("b", 18_592) };
  const { folder, effects: bare } = folderWith(files, { clock: nodeClock });
  const { PATH, HOME } = process.env;
  const effects = { ...bare, variables: { ...bare.variables, PATH, HOME } };
  const home = join(folder, "home");

  beforeAll(async () => {
    for (const manifest of ["a", "b"]) expect(await up({ manifest }, effects)).toMatchObject({ status: "ok" });
  });
  afterAll(() => down({ isAll: true }, effects));

  test("is shown whole where no manifest is in sight, and where everything is asked for", async () => {
    const all = {
      status: "ok",
      summary: `2 services in ${home}: 2 run; 1 of 1 server runs.`,
      data: {
        services: [
          {
            service: "a",
            resources: [{ address: "resources.files", status: "ready", isDrifted: false }],
            instances: [{ workload: "workloads.main", status: "healthy", address: "http://127.0.0.1:18591" }],
            kept: [],
            lastDeployment: { verdict: "succeeded" },
          },
          { service: "b", resources: [], instances: [{ status: "healthy" }] },
        ],
        servers: [{ title: "Azurite of resources.files", status: "running", usedBy: ["a/dev"] }],
      },
    };
    expect(await statusInSight({}, effects)).toMatchObject(all);
    expect(await statusInSight({ isAll: true }, { ...effects, folder: join(folder, "a") })).toMatchObject(all);
    expect(await statusInSight({}, { ...effects, folder: join(folder, "a") })).toMatchObject({ service: "a" });
    expect(await statusInSight({ manifest: "c" }, effects)).toMatchObject({ status: "invalid" });
    expect(await statusInSight({ isAll: true, manifest: "a" }, effects)).toMatchObject({ status: "invalid" });
  });

  test("shows no secret", async () => {
    const seen = JSON.stringify(await statusInSight({}, effects));
    expect(seen).not.toMatch(/AccountKey|"outputs"/);
  });

  test("a service whose manifest is gone, whose resource left it, or whose state is damaged hides no other", async () => {
    await down({ manifest: "b" }, effects);
    writeFileSync(join(folder, "a", "towpath.yaml"), String(service("a", 18_591)["a/towpath.yaml"]));
    expect(await up({ manifest: "a" }, effects)).toMatchObject({ status: "ok" });
    rmSync(join(folder, "a"), { recursive: true });
    writeFileSync(join(home, "state", "b", "dev", `@${"9".repeat(12)}`), "{ cut");
    const { data, sections } = await statusInSight({}, effects);
    expect(data).toMatchObject({
      services: [
        { service: "a", kept: ["resources.files"], instances: [{ status: "healthy" }] },
        { service: "b", instances: [{ status: "stopped" }], problem: expect.stringContaining("cannot be read") },
      ],
    });
    expect(JSON.stringify(sections)).toContain(
      "towpath destroy -e dev resources.files --allow data-loss:resources.files",
    );
  });
});
