import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { nodeClock } from "@towpath/core";
import { acquireLock, currentHolder, fileStore, releaseLock } from "@towpath/provisioning";
import { afterEach, describe, expect, test } from "vitest";
import { folderWith, manifestOf } from "../testing/folder-with.ts";
import { down } from "../verbs/down.ts";
import { status } from "../verbs/status.ts";
import { up } from "../verbs/up.ts";

const SERVER = `
require("node:http").createServer((_, response) => response.end("here")).listen(process.env.PORT, "127.0.0.1");
process.on("SIGTERM", () => process.exit(0));
`;
const service = (name: string, port: number, more = "") => ({
  [`${name}/towpath.yaml`]: manifestOf(
    name,
    `workload: { run: node server.js, port: ${port}, health: { path: /, interval: 100ms, grace: 10s } }
build: { output: [server.js] }
${more}`,
  ),
  [`${name}/server.js`]: SERVER,
});

const endings: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

/** Two services that run, and the folder that everything of them is in. */
async function twoRunning(more = "") {
  const files = { ...service("a", 18_391, more), ...service("b", 18_392, more) };
  const { folder, effects: bare } = folderWith(files, { clock: nodeClock });
  const { PATH, HOME } = process.env;
  const effects = { ...bare, variables: { ...bare.variables, PATH, HOME } };
  endings.push(() => down({ isAll: true }, effects));
  const addresses = [];
  for (const manifest of ["a", "b"]) {
    const started = await up({ manifest }, effects);
    expect(started).toMatchObject({ status: "ok" });
    const data = started.data;
    addresses.push(...Object.values(data && "addresses" in data ? data.addresses : {}));
  }
  return { folder, effects, addresses };
}

async function isUp(address: string): Promise<boolean> {
  return fetch(address).then(
    () => true,
    () => false,
  );
}

describe("down --all", () => {
  test("stops services whose manifests are gone, and nothing of anybody else", async () => {
    const { folder, effects, addresses } = await twoRunning();
    rmSync(join(folder, "a"), { recursive: true });
    const stranger = spawn("/bin/sleep", ["600"], { cwd: join(folder, "home"), stdio: "ignore" });
    try {
      expect(await down({ isAll: true }, effects)).toMatchObject({
        status: "ok",
        summary: "Everything is down on this machine; all data stays.",
        data: {
          services: [
            { service: "a", environment: "dev", workloads: ["workloads.main"] },
            { service: "b", environment: "dev", workloads: ["workloads.main"] },
          ],
          unrecorded: [],
        },
      });
      for (const address of addresses) expect(await isUp(address)).toBe(false);
      expect(stranger.exitCode ?? stranger.signalCode).toBeNull();
    } finally {
      stranger.kill("SIGKILL");
      await once(stranger, "exit");
    }
    expect(await down({ isAll: true }, effects)).toMatchObject({
      status: "ok",
      summary: "Nothing was running on this machine.",
    });
    expect(await up({ manifest: "b" }, effects)).toMatchObject({ status: "ok" });
  });

  // What runs without a record is known from /proc, which other systems do not have.
  test.skipIf(process.platform !== "linux")(
    "stops what damaged states and records name no more, and says so",
    async () => {
      const { folder, effects, addresses } = await twoRunning();
      const home = join(folder, "home");
      writeFileSync(join(home, "state", "a", "dev", `@${"9".repeat(12)}`), "{ cut");
      const workload = join(home, "workloads", "a", "dev");
      for (const name of readdirSync(workload)) writeFileSync(join(workload, name, "workload.json"), "{ cut");
      const result = await down({ isAll: true }, effects);
      expect(result).toMatchObject({ status: "fault" });
      expect(result.findings.map(({ code }) => code).sort()).toEqual([
        "engine-local/record-damaged",
        "provisioning/state-damaged",
      ]);
      expect(result.data).toMatchObject({
        services: [{ service: "b" }],
        unrecorded: [{ program: "sh" }, { program: "node" }],
      });
      for (const address of addresses) expect(await isUp(address)).toBe(false);
    },
  );

  test("names the run that it would cut into, and stops the rest", { timeout: 60_000 }, async () => {
    const { folder, effects, addresses } = await twoRunning("resources: { files: { type: bucket } }\n");
    const store = fileStore(join(folder, "home", "state"));
    const holder = { ...currentHolder(nodeClock, {}), who: "anna" };
    const lock = await acquireLock(store, "runs/a.dev", holder, 0, effects);
    const quick = { ...effects, clock: { ...nodeClock, monotonic: () => nodeClock.monotonic() * 30 } };
    const result = await down({ isAll: true }, quick);
    expect(result).toMatchObject({
      status: "fault",
      findings: [{ code: "provisioning/lock-held", message: expect.stringContaining("anna") }],
      data: {
        services: [{ service: "b" }],
        servers: [
          { status: "kept", usedBy: ["a/dev"] },
          { status: "stopped", usedBy: [] },
        ],
        unrecorded: [],
      },
    });
    expect(await Promise.all(addresses.map(isUp))).toEqual([true, false]);
    await releaseLock(store, lock);
  });

  test("finds nothing where nothing was ever made, and makes nothing", async () => {
    const { folder, effects } = folderWith({});
    expect(await down({ isAll: true }, effects)).toMatchObject({
      status: "ok",
      summary: expect.stringContaining("keeps nothing"),
    });
    expect(readdirSync(folder)).toEqual([]);
  });

  test("refuses a folder from another machine, and one service beside all", async () => {
    const { folder, effects } = folderWith(service("a", 18_393));
    await status({ manifest: "a" }, effects);
    mkdirSync(join(folder, "home"), { recursive: true });
    const elsewhere = { origin: 1, machine: "0", host: "annas-laptop", data: join(folder, "gone"), servers: "/x" };
    writeFileSync(join(folder, "home", "folder.json"), JSON.stringify(elsewhere));
    expect(await down({ isAll: true }, effects)).toMatchObject({
      status: "invalid",
      findings: [{ code: "engine-local/folder-from-elsewhere" }],
    });
    expect(await down({ isAll: true, environment: "dev" }, effects)).toMatchObject({
      status: "invalid",
      findings: [{ code: "operation/all-or-one" }],
    });
  });
});
