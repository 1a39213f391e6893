import { spawn } from "node:child_process";
import { appendFileSync, chmodSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { WorkloadDrift } from "@towpath/provisioning";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { switchProxy } from "../proxy/proxy-process.ts";
import { orderScheduler } from "../scheduler/scheduler-process.ts";
import { containerOf, PASSWORD, releaseOf, SERVER, targetOf, text, workloadOf } from "./testing/local-service.ts";
import { kill, openWorkshop, type Workshop } from "./testing/workshop.ts";

let shop: Workshop;
beforeEach(async () => {
  shop = await openWorkshop();
});
afterEach(() => shop.close());

const drift = async (target = shop.target): Promise<readonly WorkloadDrift[]> =>
  (await shop.host.drift?.(target, shop.context())) ?? [];
const paths = async (target = shop.target) =>
  (await drift(target)).flatMap(({ differences }) => differences.map(({ path }) => path));
const releaseFolder = () =>
  join(shop.folder, "workloads", "orders", "dev", "main", "releases", shop.record().serving.artifact.slice(7));
/** Deploying the same release mends it, and does not say that nothing was to be done. */
const mends = async (target = shop.target) => {
  expect((await shop.roll(releaseOf("1"), target)).status).toBe("done");
  expect(await drift(target)).toEqual([]);
  expect((await shop.roll(releaseOf("1"), target)).status).toBe("unchanged");
};
/** What a person does who restarts a service by hand, with variables of their own. */
async function restartByHand(variables: Readonly<Record<string, string>>) {
  const { port, process: recorded } = shop.record().serving;
  await kill(recorded?.pid ?? 0);
  const env = { PATH: process.env["PATH"], PORT: String(port), ...variables };
  const child = spawn("node", ["server.cjs"], { cwd: releaseFolder(), env, stdio: "ignore" });
  await vi.waitFor(async () => expect((await shop.get()).status).toBe(200), { timeout: 5_000 });
  return child;
}
const known = (release = releaseOf("1")) => ({
  GREETING: "hello",
  DATABASE_URL: `postgres://orders:${PASSWORD}@127.0.0.1/orders`,
  TOWPATH_SERVICE: "orders",
  TOWPATH_ENVIRONMENT: "dev",
  TOWPATH_VERSION: "1",
  TOWPATH_DIGEST: release.artifact.digest,
});

test("what runs as it was rolled out has not drifted, and what was never rolled out neither", async () => {
  expect(await drift()).toEqual([]);
  await shop.roll(releaseOf("1"));
  expect(await drift()).toEqual([]);
  expect(await drift(targetOf([workloadOf({ containers: [containerOf({ run: "true" })] })]))).toEqual([]);
  await shop.host.stop(shop.target, shop.context());
  expect(await drift()).toEqual([]);
});

test("a process that has ended is named", async () => {
  await shop.roll(releaseOf("1"));
  const pid = shop.record().serving.process?.pid;
  await kill(pid ?? 0);
  expect(await drift()).toEqual([
    {
      workload: "workloads.main",
      differences: [{ path: "process", before: "ended", after: "runs", unknown: false, secret: false }],
      message: `workloads.main: process ${pid} has ended.`,
    },
  ]);
  await mends();
});

// Whose port it is and which variables it has, others than Linux tell in part, or not at all.
test.skipIf(process.platform !== "linux")(
  "a process that was restarted by hand with other variables is named, with their names and without their values",
  async () => {
    await shop.roll(releaseOf("1"));
    const child = await restartByHand({ ...known(), GREETING: "good day", DATABASE_URL: "postgres://elsewhere" });
    const found = await drift();
    expect(found[0]?.differences).toEqual([
      { path: "process", before: `process ${child.pid}`, after: expect.any(String), unknown: false, secret: false },
      { path: "variables.DATABASE_URL", unknown: false, secret: true },
      { path: "variables.GREETING", unknown: false, secret: true },
    ]);
    expect(found[0]?.message).toMatch(
      /listens on its port \d+, and is not process \d+, which was started.*the variable GREETING is another/,
    );
    expect(JSON.stringify(found)).not.toMatch(/good day|elsewhere|hunter2/);
    await mends();
    child.kill("SIGKILL");
  },
);

// The same: only Linux shows variables.
test.skipIf(process.platform !== "linux")(
  "variables that were added to a copied environment are named, too",
  async () => {
    await shop.roll(releaseOf("1"));
    const child = await restartByHand({ ...known(), TOWPATH_PROCESS: shop.record().serving.marker, DEBUG: "1" });
    expect(await paths()).toEqual(["process", "variables.DEBUG"]);
    await mends();
    child.kill("SIGKILL");
  },
);

test("variables that its own command line sets are no drift", async () => {
  const run = "GREETING=moin EXTRA=1 exec node server.cjs";
  const target = targetOf([workloadOf({ port: shop.port, containers: [containerOf({ run })] })]);
  await shop.roll(releaseOf("1"), target);
  expect(await drift(target)).toEqual([]);
  expect((await shop.roll(releaseOf("1"), target)).status).toBe("unchanged");
});

test("a proxy that is gone, or was pointed elsewhere, is named", async () => {
  await shop.roll(releaseOf("1"));
  const { proxy, serving } = shop.record();
  await switchProxy(proxy, { port: 1, digest: serving.artifact });
  expect((await drift())[0]?.message).toBe(
    `workloads.main: its proxy sends requests to 127.0.0.1:1, not to 127.0.0.1:${serving.port}.`,
  );
  await mends();
  expect((await shop.get()).body).toBe("1");
  await kill(shop.record().proxy.process.pid);
  expect(await paths()).toEqual(["proxy"]);
  await mends();
});

test("files of its release that were changed or removed are named, and put back; files of its own are its own", async () => {
  const release = releaseOf("1");
  const unpack: typeof release.unpack = async (folder, signal) => {
    await release.unpack(folder, signal);
    mkdirSync(join(folder, "__pycache__"));
    writeFileSync(join(folder, "__pycache__", "a.pyc"), "compiled");
  };
  await shop.roll({ ...release, unpack });
  const pid = await shop.servingPid();
  writeFileSync(join(releaseFolder(), "upload"), "of the service");
  writeFileSync(join(releaseFolder(), "__pycache__", "a.pyc"), "compiled again");
  expect(await drift()).toEqual([]);
  chmodSync(join(releaseFolder(), "server.cjs"), 0o600);
  appendFileSync(join(releaseFolder(), "server.cjs"), "// quick fix");
  rmSync(join(releaseFolder(), "version"));
  expect(await paths()).toEqual(["files.server.cjs", "files.version"]);
  await mends();
  expect((await shop.get()).body).toBe("1");
  expect(await shop.servingPid()).not.toBe(pid);
});

test("a worker that was restarted by hand is found by its folder", async () => {
  const { health: _, ...worker } = workloadOf({ kind: "worker" });
  const target = targetOf([worker]);
  const code = `${SERVER} server.listen(0);`;
  await shop.roll(releaseOf("1", code), target);
  await kill(shop.record().serving.process?.pid ?? 0);
  const env = { PATH: process.env["PATH"], ...known(releaseOf("1", code)), GREETING: "moin" };
  const child = spawn("node", ["server.cjs"], { cwd: releaseFolder(), env, stdio: "ignore" });
  const expected = process.platform === "linux" ? ["process", "variables.GREETING"] : ["process"];
  await vi.waitFor(async () => expect(await paths(target)).toEqual(expected), { timeout: 5_000 });
  child.kill("SIGKILL");
});

test("a scheduler that is gone, or goes by something else, is named", async () => {
  const { health: _, ...job } = workloadOf({ kind: "job", schedule: "0 3 * * *" });
  const target = targetOf([{ ...job, containers: [containerOf({ variables: { GREETING: text("hello") } })] }]);
  await shop.roll(releaseOf("1"), target);
  expect(await drift(target)).toEqual([]);
  const { scheduler } = shop.record();
  if (!scheduler) throw new Error("no scheduler");
  await orderScheduler(scheduler, { order: "stage", plan: undefined });
  await orderScheduler(scheduler, { order: "commit" });
  expect((await drift(target))[0]?.message).toMatch(/its scheduler goes by something else \(nothing\)/);
  await mends(target);
  await kill(shop.record().scheduler?.process.pid ?? 0);
  expect(await paths(target)).toEqual(["scheduler"]);
  await mends(target);
});
