import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  chownSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { createServer, type Server } from "node:http";
import { dirname, join } from "node:path";
import { type Effects, nodeClock } from "@towpath/core";
import { acquireLock, fileStore, readState } from "@towpath/provisioning";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { folderWith, manifestOf } from "../testing/folder-with.ts";
import { doctor } from "./doctor.ts";
import { down } from "./down.ts";
import { up } from "./up.ts";

const SERVER = `
require("node:http").createServer((_, response) => response.end("here")).listen(process.env.PORT, "127.0.0.1");
console.log("listening");
process.on("SIGTERM", () => process.exit(0));
`;
const FILES = {
  "towpath.yaml": manifestOf(
    "a",
    `workload: { run: node server.js, port: 18491, health: { path: /, interval: 100ms, grace: 10s } }
build: { output: [server.js] }
resources: { db: { type: postgres, version: "17" }, files: { type: bucket } }
`,
  ),
  "server.js": SERVER,
};

const codesOf = async (effects: Effects, isFix = false): Promise<readonly string[]> =>
  (await doctor({ isFix }, effects)).findings.map(({ code }) => code.replace("doctor/", ""));

/** What is in a folder and how it looks, to see that nothing was written. */
const listing = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(({ parentPath }) => !parentPath.includes("/data"))
    .map(({ parentPath, name }) => `${parentPath}/${name}`)
    .sort();

describe("a machine that Towpath was never used on", () => {
  test("has nothing wrong, and nothing on it afterwards", async () => {
    const { folder, effects } = folderWith({});
    expect(await doctor({}, effects)).toMatchObject({
      status: "ok",
      summary: "Nothing is wrong.",
      data: { mended: [] },
    });
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe("a folder that nothing runs in", () => {
  /** Effects that see a new data folder with these files, and nothing of the machine's caches. */
  function machineWith(files: Readonly<Record<string, string>>) {
    const { folder, effects } = folderWith(files, { clock: nodeClock });
    chmodSync(join(folder, "home"), process.getuid?.() === 0 ? 0o711 : 0o700);
    const { PATH, HOME } = process.env;
    const variables = { ...effects.variables, PATH, HOME, XDG_CACHE_HOME: join(folder, "cache") };
    return { folder, home: join(folder, "home"), effects: { ...effects, variables } };
  }
  const resource = {
    ...{ type: "postgres", engine: "local", driver: "postgres", recipe: `sha256:${"0".repeat(64)}`, isStateful: true },
    ...{ settings: {}, want: {}, have: { database: "a_dev_db" }, outputs: {}, status: "ready", dependsOn: [] },
    idempotencyKey: "key",
  };
  const state = (more: object) =>
    JSON.stringify({ state: 1, serial: 1, resources: {}, orphans: {}, journal: [], ...more });
  const generation = (key: string) => `home/state/${key}/@000000000001`;
  const lock = (process: object) => ({
    holder: { who: "anna", run: "4711", since: new Date().toISOString() },
    token: "token",
    process,
  });

  test("a lock of a process that has ended is given back, one that is held is not", async () => {
    const ended = spawn("/bin/true");
    await once(ended, "exit");
    const { home, effects } = machineWith({ [generation("a/dev")]: state({}) });
    const store = fileStore(join(home, "state"));
    const holder = { who: "anna", run: "1", since: new Date().toISOString() };
    await acquireLock(store, "b/dev", holder, 0, effects);
    const held = (await readState(store, "b/dev")).lock;
    const gone = { ...held?.process, pid: ended.pid };
    await store.write("runs/a.dev", Buffer.from(state({ lock: lock(gone) })), "absent");
    expect(await doctor({}, effects)).toMatchObject({
      status: "ok",
      findings: [{ code: "doctor/lock-left", message: expect.stringContaining("anna (run 4711)") }],
    });
    expect(await codesOf(effects, true)).toEqual([]);
    expect((await readState(store, "runs/a.dev")).lock).toBeUndefined();
    expect((await readState(store, "b/dev")).lock).toEqual(held);
  });

  test("a run that was cut short and what is kept are said, with the commands that go on and let go", async () => {
    const { effects } = machineWith({
      [generation("a/dev")]: state({
        orphans: { "resources.db@17": { ...resource, version: "17" } },
        journal: [{ address: "resources.files", action: "create", resource, at: "2026-11-22T10:00:00Z" }],
      }),
    });
    expect((await doctor({}, effects)).findings).toMatchObject([
      { code: "doctor/run-cut-short", suggestions: [expect.stringContaining("towpath apply -e dev")] },
      {
        code: "doctor/thing-kept",
        address: "resources.db@17",
        suggestions: ["towpath destroy -e dev resources.db@17 --allow data-loss:resources.db@17"],
      },
    ]);
  });

  // What runs from a cache is known from /proc; elsewhere nothing is said of caches.
  test.skipIf(process.platform !== "linux")(
    "a server that another version fetched is removed, unless it runs",
    async () => {
      const { folder, effects } = machineWith({
        "home/folder": "",
        "cache/towpath/servers/postgres-9-9.6-old/sleep": "",
      });
      const variables = { ...effects.variables };
      const cached = join(folder, "cache", "towpath", "servers", "postgres-9-9.6-old");
      cpSync("/bin/sleep", join(cached, "sleep"));
      chmodSync(join(cached, "sleep"), 0o755);
      const running = spawn(join(cached, "sleep"), ["600"], { stdio: "ignore" });
      await once(running, "spawn");
      expect(await codesOf({ ...effects, variables }, true)).not.toContain("unused-cache");
      running.kill("SIGKILL");
      await once(running, "exit");
      expect(await codesOf({ ...effects, variables })).toContain("unused-cache");
      expect(await codesOf({ ...effects, variables }, true)).not.toContain("unused-cache");
      expect(readdirSync(join(folder, "cache", "towpath", "servers"))).toEqual([]);
    },
  );

  // Only root can give a file to another user.
  test.skipIf(process.getuid?.() !== 0)(
    "what a command run with sudo left is named with the command that gives it back",
    async () => {
      const { home, effects } = machineWith({ [generation("a/dev")]: state({}) });
      chownSync(join(home, "state", "a"), 12_345, 12_345);
      const seen = await doctor({ isFix: true }, effects);
      expect(seen).toMatchObject({
        status: "failed",
        findings: [{ code: "doctor/owned-by-another", suggestions: [`sudo chown -R 0 ${join(home, "state", "a")}`] }],
      });
    },
  );
});

/** @throws the system's error where the port is taken */
async function strangerAt(port: number): Promise<Server> {
  const server = createServer((_, response) => response.end("another")).listen(port, "127.0.0.1");
  await once(server, "listening");
  return server;
}

describe("a service with a database and a bucket", { timeout: 120_000 }, () => {
  const { folder, effects: bare } = folderWith(FILES, { clock: nodeClock });
  const { PATH, HOME } = process.env;
  const effects = { ...bare, variables: { ...bare.variables, PATH, HOME } };
  const home = join(folder, "home");

  beforeAll(async () => {
    expect(await up({}, effects)).toMatchObject({ status: "ok" });
  });
  afterAll(() => down({ isAll: true }, effects));

  test("has nothing wrong while it runs, and a look changes nothing", async () => {
    const before = listing(home);
    const seen = await doctor({ out: "report.json" }, effects);
    expect(seen.findings).toEqual([]);
    expect(seen).toMatchObject({ status: "ok", data: { folder: home } });
    expect(seen.data?.looks.filter(({ found }) => found === 0).length).toBeGreaterThan(9);
    expect(seen.data?.usages.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(["PostgreSQL 17", "releases", "logs"]),
    );
    expect(listing(home)).toEqual(before);
    expect(JSON.parse(readFileSync(join(folder, "report.json"), "utf8"))).toMatchObject({ doctor: 1, folder: home });
  });

  test("keys that others may read are mended, and data is not touched", async () => {
    const { data } = await doctor({}, effects);
    const server = data?.usages.find(({ kind }) => kind === "PostgreSQL 17")?.path ?? home; // as root apart from the rest
    chmodSync(join(home, "secret.key"), 0o644);
    chmodSync(join(server, "superuser-password"), 0o604);
    chmodSync(home, 0o755);
    const seen = await doctor({}, effects);
    expect(seen).toMatchObject({ status: "failed" });
    expect(seen.findings.map(({ code }) => code).sort()).toEqual([
      "doctor/folder-open",
      "doctor/key-open",
      "doctor/key-open",
    ]);
    expect(await codesOf(effects, true)).toEqual([]);
    expect(statSync(join(home, "secret.key")).mode & 0o777).toBe(0o600);
    expect(await up({}, effects)).toMatchObject({ status: "ok" });
  });

  test("what a killed command left half made goes when it is old, and no sooner", async () => {
    const left = [
      "state/a/dev/.new-01234567-89ab-cdef-0123-456789abcdef",
      "workloads/a/dev/main/releases/.unpacking-01234567-89ab-cdef-0123-456789abcdef/file",
      "workloads/a/dev/main/.workload.json.0123456789ab",
      "workloads/a/dev/main/proxy-01234567-89ab-cdef-0123-456789abcdef.json",
      "artifacts/incoming/01234567-89ab-cdef-0123-456789abcdef",
    ].map((name) => join(home, name));
    for (const path of left) {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, "half");
    }
    expect(await codesOf(effects)).toEqual([]);
    const old = new Date(Date.now() - 3 * 60 * 60_000);
    for (const path of [...left, dirname(left[1] ?? "")]) utimesSync(path, old, old);
    expect(new Set(await codesOf(effects))).toEqual(new Set(["left-behind"]));
    expect(await codesOf(effects, true)).toEqual([]);
    expect(await up({}, effects)).toMatchObject({ status: "ok" });
  });

  // The kernel's own list, /proc, says who works in a folder; other systems do not have it.
  test.skipIf(process.platform !== "linux")(
    "a process that no record names is found, and a stranger's is none of ours",
    async () => {
      const at = join(home, "workloads", "a", "dev", "main");
      const stray = spawn("/bin/sleep", ["600"], {
        cwd: at,
        env: { TOWPATH_PROCESS: "lost" },
        stdio: "ignore",
        detached: true,
      });
      const stranger = spawn("/bin/sleep", ["600"], { cwd: at, env: {}, stdio: "ignore", detached: true });
      try {
        await Promise.all([once(stray, "spawn"), once(stranger, "spawn")]);
        const { findings } = await doctor({}, effects);
        expect(findings).toMatchObject([
          { code: "doctor/stray-process", suggestions: [`kill ${stray.pid}, or towpath down --all`] },
        ]);
      } finally {
        for (const each of [stray, stranger]) {
          each.kill("SIGKILL");
          await once(each, "exit");
        }
      }
    },
  );

  test("a copy of the folder is told from the folder itself, and mending it stops nothing of the original", async () => {
    const copy = join(folder, "copy");
    cpSync(home, copy, { recursive: true, filter: (path) => !path.includes("/servers/postgres/") });
    const there = { ...effects, variables: { ...effects.variables, TOWPATH_HOME: copy } };
    expect(await up({}, there)).toMatchObject({ findings: [{ code: "engine-local/folder-from-elsewhere" }] });
    const seen = await doctor({}, there);
    expect(seen.findings[0]).toMatchObject({ code: "doctor/folder-from-elsewhere", level: "mandatory" });
    expect(await codesOf(there, true)).not.toContain("folder-from-elsewhere");
    await down({ isAll: true }, there);
    expect(await codesOf(effects)).toEqual([]);
    expect((await fetch("http://127.0.0.1:18491")).status).toBe(200);
  });

  // What there is to kill is known from /proc, which other systems do not have.
  test.skipIf(process.platform !== "linux")(
    "what was killed is on record as running; --fix forgets it, and up starts it with its data",
    async () => {
      const { data } = await doctor({}, effects);
      const database = data?.usages.find(({ kind }) => kind === "PostgreSQL 17")?.path ?? home; // as root apart from the rest
      const running = () => [...processesBelow(home), ...processesBelow(database)];
      for (const pid of running()) process.kill(pid, "SIGKILL");
      await expect.poll(running).toEqual([]);
      // A process is gone from the kernel's list before its ports are free.
      const taken = await vi.waitFor(() => strangerAt(18491), { timeout: 10_000 });
      try {
        const codes = await codesOf(effects);
        expect(codes.filter((code) => code === "stale-record")).toHaveLength(3);
        expect(codes).toContain("port-taken");
        expect((await codesOf(effects, true)).filter((code) => code !== "port-taken")).toEqual([]);
      } finally {
        taken.close();
      }
      expect(await up({}, effects)).toMatchObject({ status: "ok" });
      expect(await codesOf(effects)).toEqual([]);
    },
  );

  test("a state that is cut, one that is newer, and a record that is damaged are named with what to do", async () => {
    const generation = join(home, "state", "a", "dev", `@${"9".repeat(12)}`);
    for (const [text, code] of [
      ["{ cut", "doctor/state-damaged"],
      ['{"state": 9}', "doctor/state-newer"],
    ] as const) {
      writeFileSync(generation, text);
      const seen = await doctor({ isFix: true }, effects);
      expect(seen).toMatchObject({ status: "failed", data: { mended: [] } });
      expect(seen.findings.map((finding) => finding.code)).toEqual([code]);
      expect(seen.findings[0]?.suggestions[0]).toMatch(/\w/);
    }
    rmSync(generation);
    const record = join(home, "workloads", "a", "dev", "main", "workload.json");
    const text = readFileSync(record, "utf8");
    writeFileSync(record, text.slice(0, 100));
    expect(await codesOf(effects)).toContain("record-damaged");
    writeFileSync(record, text);
    expect(await codesOf(effects)).toEqual([]);
  });

  test("a thing without a state and a state without its thing are both found", async () => {
    await down({ isAll: true }, effects);
    const [bucket = ""] = readdirSync(join(home, "buckets"));
    cpSync(join(home, "buckets", bucket), join(folder, "bucket"), { recursive: true });
    rmSync(join(home, "buckets", bucket), { recursive: true });
    const seen = await doctor({ isFix: true }, effects);
    expect(seen.findings).toMatchObject([{ code: "doctor/thing-gone", address: "resources.files", service: "a" }]);
    cpSync(join(folder, "bucket"), join(home, "buckets", bucket), { recursive: true });
    cpSync(join(home, "state", "a"), join(folder, "state"), { recursive: true });
    rmSync(join(home, "state", "a"), { recursive: true });
    expect(await codesOf(effects, true)).toEqual(["thing-unknown", "thing-unknown"]);
    cpSync(join(folder, "state"), join(home, "state", "a"), { recursive: true });
    expect(await codesOf(effects)).toEqual([]);
  });
});

/** Processes that work in a folder, by the kernel's word. */
function processesBelow(folder: string): readonly number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        return readlinkSync(`/proc/${pid}/cwd`).startsWith(folder);
      } catch {
        return false;
      }
    });
}
