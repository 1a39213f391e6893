import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Target } from "@towpath/provisioning";
import { afterEach, beforeEach, expect, test } from "vitest";
import { choosePort } from "../ports/port.ts";
import { containerOf, PASSWORD, releaseOf, targetOf, workloadOf } from "./testing/local-service.ts";
import { go, isLiving, kill, openWorkshop, type Workshop } from "./testing/workshop.ts";

/** Writes its version into a file of the data folder, again and again. */
const WORKER = `
const fs = require("node:fs");
const version = fs.readFileSync(__dirname + "/version", "utf8");
console.log("working as " + version);
setInterval(() => fs.appendFileSync(process.env.MARKS, version + "\\n"), 20);
process.on("SIGTERM", () => { console.log("leaving"); process.exit(0); });
`;

let shop: Workshop;
let target: Target;
beforeEach(async () => {
  shop = await openWorkshop();
  target = targetOf([worker()]);
});
afterEach(() => shop.close());

const worker = (more: Parameters<typeof workloadOf>[0] = {}) => {
  const { health: _, ...base } = workloadOf({ kind: "worker" });
  const variables = {
    ...containerOf().variables,
    MARKS: { parts: [{ kind: "text", text: marks() }], isSecret: false, origin: base.origin } as const,
  };
  return { ...base, containers: [containerOf({ variables })], ...more };
};
const marks = () => join(shop.folder, "marks");
const pid = () => shop.record().serving.process?.pid ?? 0;
const roll = (version: string, code = WORKER) => shop.roll(releaseOf(version, code), target);

test("it runs without a port and a proxy, and goes on when the command has ended", async () => {
  const release = releaseOf("1", WORKER);
  const rollout = await shop.roll(release, target);
  expect(rollout).toMatchObject({ status: "done", workloads: [{ status: "done", artifact: release.artifact.digest }] });
  expect(rollout.workloads[0]?.address).toBeUndefined();
  expect(await shop.host.current(target, shop.context())).toMatchObject([
    { workload: "workloads.main", status: "healthy", artifact: release.artifact.digest },
  ]);
  expect(shop.record().proxy).toBeUndefined();
  expect(shop.running()).toHaveLength(1);
  expect((await roll("1")).status).toBe("unchanged");
});

test("a new release starts beside it, and then it is told to end", async () => {
  await roll("1");
  const former = pid();
  const log = shop.record().serving.logFile;
  expect((await roll("2")).status).toBe("done");
  expect([isLiving(former), isLiving(pid())]).toEqual([false, true]);
  expect(readFileSync(log, "utf8")).toContain("leaving");
  // It counts as well once it has lived for a moment, which on a busy machine may be before its first mark.
  await expect.poll(() => readFileSync(marks(), "utf8").trim().split("\n").at(-1), { timeout: 10_000 }).toBe("2");
});

test("recreating never runs the two at once", async () => {
  await shop.host.roll(target, releaseOf("1", WORKER), "recreate", go, shop.context());
  const former = pid();
  await shop.host.roll(
    target,
    releaseOf("2", WORKER),
    "recreate",
    async ({ kind }) => {
      if (kind === "expose") expect(isLiving(former)).toBe(false);
      return "go";
    },
    shop.context(),
  );
  const seen = readFileSync(marks(), "utf8").trim().split("\n");
  expect(seen.lastIndexOf("1")).toBeLessThan(seen.indexOf("2"));
  expect((await shop.host.roll(target, releaseOf("3", "process.exit(1)"), "recreate", go, shop.context())).status).toBe(
    "failed",
  );
  expect(shop.record().serving.version).toBe("2");
  expect(isLiving(pid())).toBe(true);
});

test("one that ends at once fails the rollout with its last lines, and the former one works on", async () => {
  await roll("1");
  const former = pid();
  const rollout = await roll("2", "console.log('no queue at ' + process.env.DATABASE_URL); process.exit(1);");
  expect(rollout).toMatchObject({
    status: "failed",
    workloads: [{ message: expect.stringMatching(/did not stay alive/) }],
  });
  expect(rollout.workloads[0]?.logTail).toEqual(["no queue at ***"]);
  expect(JSON.stringify(rollout)).not.toContain(PASSWORD);
  expect(isLiving(former)).toBe(true);
  expect(shop.running()).toEqual([former]);
});

test("one that ends later is seen, and started by the same command", async () => {
  await roll("1");
  await kill(pid());
  expect(await shop.host.current(target, shop.context())).toMatchObject([
    { status: "stopped", details: { problem: "its process has ended" } },
  ]);
  expect((await roll("1")).status).toBe("done");
  expect(isLiving(pid())).toBe(true);
});

test("one that has a port and says how it is asked is asked", async () => {
  const health = { path: "/healthz", intervalMs: 50, timeoutMs: 300, graceMs: 1_000 };
  target = targetOf([worker({ port: await choosePort(), health })]);
  const refused = await roll("1");
  expect(refused.workloads[0]?.message).toMatch(/did not become healthy.*PORT/s);
  expect((await shop.roll(releaseOf("2"), target)).status).toBe("done"); // a server, asked as a worker
  expect(shop.record().proxy).toBeUndefined();
});

test("one that says by a command when it is ready is given the time for it", async () => {
  const health = { path: "/", intervalMs: 100, timeoutMs: 300, graceMs: 1_500 };
  const readyBy = (...command: string[]) => {
    const [workload] = target.graph.workloads;
    const [container] = workload?.containers ?? [];
    if (!workload || !container) throw new Error("no workload");
    const readiness = { exec: { command }, origin: container.origin };
    return targetOf([{ ...workload, health, containers: [{ ...container, readiness }] }]);
  };
  const slow = 'setTimeout(() => require("node:fs").writeFileSync("ready", "yes"), 600); setInterval(() => {}, 1000)';
  const waits = readyBy("/bin/sh", "-c", 'test "$GREETING" = hello && test -e ready');
  expect((await shop.roll(releaseOf("1", slow), waits)).status).toBe("done");

  const refused = await shop.roll(releaseOf("2", slow), readyBy("/bin/sh", "-c", "exit 3"));
  expect(refused.workloads[0]?.message).toMatch(/its readiness command "\/bin\/sh -c exit 3" exited with code 3/);
  const absent = await shop.roll(releaseOf("3", slow), readyBy("/no/such/program"));
  expect(absent.workloads[0]?.message).toMatch(/cannot be started: .*ENOENT/);
  const hanging = await shop.roll(releaseOf("4", slow), readyBy("/bin/sleep", "60"));
  expect(hanging.workloads[0]?.message).toMatch(/did not end within 300 ms/);
  expect(shop.record().serving.version).toBe("1");
  expect(shop.running()).toEqual([pid()]);
});

test("a server becomes a worker, and a worker a server, with nothing left of the former", async () => {
  await shop.roll(releaseOf("1"));
  expect((await roll("2")).status).toBe("done");
  expect(shop.running()).toEqual([pid()]);
  await expect(shop.get()).rejects.toThrow();
  expect((await shop.roll(releaseOf("3"))).status).toBe("done");
  expect((await shop.get()).body).toBe("3");
  expect(shop.running()).toHaveLength(2);
});

test("stopping ends it", async () => {
  await roll("1");
  expect(await shop.host.stop(target, shop.context())).toMatchObject([{ status: "stopped" }]);
  expect(shop.running()).toEqual([]);
  expect(await shop.host.current(target, shop.context())).toEqual([]);
});
