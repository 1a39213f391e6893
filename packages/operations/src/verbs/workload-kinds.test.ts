import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Effects, nodeClock } from "@towpath/core";
import { afterEach, expect, test, vi } from "vitest";
import { folderWith, manifestOf } from "../testing/folder-with.ts";
import { deploy } from "./deploy.ts";
import { down } from "./down.ts";
import { drift } from "./drift.ts";
import { logs } from "./logs.ts";
import { status } from "./status.ts";
import { up } from "./up.ts";

const manifest = (seed: string) =>
  manifestOf(
    "a",
    `workloads:
  web: { run: exec node server.js, port: 18191, health: { path: /, interval: 100ms, grace: 10s } }
  mailer: { kind: worker, run: exec node worker.js, variables: { QUEUE: letters } }
  seed: { kind: job, run: "${seed}" }
  nightly: { run: echo tidying up, schedule: "0 3 * * *" }
build: { output: [server.js, worker.js] }
`,
  );
const files = (seed: string) => ({
  "towpath.yaml": manifest(seed),
  "server.js": `require("node:http").createServer((_, response) => response.end("here")).listen(process.env.PORT, "127.0.0.1");`,
  "worker.js": `console.log("waiting for " + process.env.QUEUE); setInterval(() => {}, 1000);`,
  "platform.yaml": `apiVersion: towpath.dev/v1
kind: Platform
metadata: { name: acme }
environments: { dev: { engine: local } }
`,
});
const request = { manifest: "towpath.yaml", platform: "platform.yaml" };
const endings: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0)) await end();
});

function open(seed: string) {
  const world = folderWith(files(seed), { clock: nodeClock });
  endings.push(() => down(request, world.effects));
  return world;
}

test("a server, a worker, a job and one on time come up together, are seen, and go together", async () => {
  const { effects, folder } = open("echo seeded >> $HOME/marks");
  const home = join(folder, "marks");
  const effectsAtHome = { ...effects, variables: { ...effects.variables, HOME: folder } };
  const started = await up(request, effectsAtHome);
  expect(started).toMatchObject({
    status: "ok",
    data: { deployment: { verdict: "succeeded", verification: { failed: 0, noData: 0 } } },
  });
  expect(Object.keys(started.data?.addresses ?? {})).toEqual(["workloads.web"]);
  expect(readFileSync(home, "utf8")).toBe("seeded\n");

  const seen = await status(request, effectsAtHome);
  expect(seen.data?.instances.map((instance) => [instance.workload, instance.status])).toEqual([
    ["workloads.mailer", "healthy"],
    ["workloads.nightly", "healthy"],
    ["workloads.seed", "completed"],
    ["workloads.web", "healthy"],
  ]);
  expect(JSON.stringify(seen.sections)).toMatch(/schedule: 0 3 \* \* \* \(UTC\); last run: none yet; next run: \d{4}-/);
  const lines: string[] = [];
  await logs({ ...request, follows: false, onLine: (line) => lines.push(line) }, effectsAtHome);
  expect(lines).toContain("workloads.mailer waiting for letters");
  for (const workload of ["mailer", "workloads.mailer"]) {
    const { data } = await logs({ ...request, workload, follows: false }, effectsAtHome);
    expect(data?.lines).toMatchObject([{ workload: "workloads.mailer", text: "waiting for letters" }]);
  }
  expect(await logs({ ...request, workload: "nightyl", follows: false }, effectsAtHome)).toMatchObject({
    status: "invalid",
    findings: [{ code: "operation/unknown-address", suggestions: ["Did you mean workloads.nightly?"] }],
  });

  expect(await up(request, effectsAtHome)).toMatchObject({ status: "ok", data: { unchanged: true } });
  expect(readFileSync(home, "utf8")).toBe("seeded\n");
  expect((await down(request, effectsAtHome)).data?.workloads).toEqual([
    "workloads.mailer",
    "workloads.nightly",
    "workloads.web",
  ]);
});

test("a job that fails is the verdict: nothing of the release comes to its users", async () => {
  const { effects } = open("echo no table; exit 4");
  const started = await up(request, effects);
  expect(started).toMatchObject({
    status: "failed",
    summary: expect.stringContaining("workloads.seed exited with code 4"),
    sections: expect.arrayContaining([expect.objectContaining({ lines: ["no table"] })]),
    data: { deployment: { verdict: "failed_before_exposure" } },
  });
  expect(await status(request, effects)).toMatchObject({ data: { instances: [] } });
});

test("a worker that dies while it bakes is taken back", async () => {
  const { effects, folder } = open("true");
  const first = await up(request, effects);
  expect(first.status).toBe("ok");
  const end = JSON.stringify(join(folder, "end"));
  writeFileSync(
    join(folder, "worker.js"),
    `setInterval(() => { if (require("node:fs").existsSync(${end})) process.exit(1); }, 20);`,
  );
  writeFileSync(
    join(folder, "towpath.yaml"),
    manifest("true").replace("{ QUEUE: letters }", "{ QUEUE: letters }, deploy: { bake: 30s }"),
  );
  const events: Effects["events"] = (event) => {
    // It lives when the proof begins, and is looked at once before it bakes.
    if (event.type === "started" && event.id.startsWith("verify workloads.mailer"))
      setTimeout(() => writeFileSync(join(folder, "end"), ""), 2_500);
  };
  const second = await up(request, { ...effects, events });
  expect(second).toMatchObject({ status: "failed", data: { deployment: { verdict: "rolled_back" } } });
  expect(second.summary).toMatch(/while it baked, .*workloads\.mailer/);
  const seen = await status(request, effects);
  expect(new Set(seen.data?.instances.map((instance) => instance.artifact))).toEqual(
    new Set([first.data?.release?.artifact.digest]),
  );
}, 60_000);

test("what drifted is named, and the same deployment mends it and says so", async () => {
  const { effects } = open("true");
  await up(request, effects);
  expect(await drift(request, effects)).toMatchObject({ status: "ok" });
  const { data } = await status(request, effects);
  const mailer = data?.instances.find(({ workload }) => workload === "workloads.mailer");
  const pid = Number(mailer?.details["process"]);
  process.kill(pid, "SIGKILL");
  await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow());
  const found = await drift(request, effects);
  expect(found).toMatchObject({ status: "failed", data: { workloads: [{ workload: "workloads.mailer" }] } });
  expect(found.findings).toMatchObject([
    {
      address: "workloads.mailer",
      message: expect.stringMatching(/not as it was left: (?:its )?process.* has ended\.$/),
      places: [{ file: "towpath.yaml" }],
    },
  ]);
  const again = await deploy(request, effects);
  expect(again).toMatchObject({ status: "ok", data: { unchanged: false } });
  expect(await drift(request, effects)).toMatchObject({ status: "ok" });
});
