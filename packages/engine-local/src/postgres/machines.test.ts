import { execFile, execFileSync } from "node:child_process";
import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { nodeClock, type ProgressEvent } from "@towpath/core";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type LocalFolders, localFolders } from "../data-folder/local-folders.ts";
import { isInstalled, POSTGRES_PACKAGES } from "../server-packages/server-package.ts";
import { localFixture, request, scope } from "../testing/local-fixture.ts";
import { asService } from "../testing/postgres-subject.ts";
import { textOutput } from "../testing/text-output.ts";
import { existingClusters } from "./cluster.ts";
import { postgresDriver } from "./postgres-driver.ts";
import { stopCluster } from "./stop-cluster.ts";

const NOBODY = { uid: 65534, gid: 65534 };
const NO_MOUNT = "mounting is not allowed here";
const DIGEST = "SELECT count(*)::int AS rows, md5(string_agg(text, '' ORDER BY n)) AS digest FROM t";
const isRoot = process.getuid?.() === 0;
const script = join(import.meta.dirname, "..", "testing", "create-resource.ts");
const ours = localFolders(process.env);

let folder: string;
const opened: LocalFolders[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "towpath machine "));
});
afterEach(async () => {
  const stopping = { clock: nodeClock, signal: new AbortController().signal };
  for (const folders of opened.splice(0)) {
    for (const cluster of existingClusters(folders)) await stopCluster(cluster, stopping);
    rmSync(folders.servers, { recursive: true, force: true });
  }
  execFileSync("/bin/sh", ["-c", 'umount "$1" 2>/dev/null || true', "sh", join(folder, "disk")]);
  rmSync(folder, { recursive: true, force: true });
});

function create(home: string, variables: Record<string, string> = {}, user: { uid?: number; gid?: number } = {}) {
  return promisify(execFile)(process.execPath, ["--conditions=@towpath/source", script, home, "postgres"], {
    env: { PATH: process.env["PATH"], ...variables },
    cwd: "/",
    ...user,
  });
}

/** Mounts a small disk of its own; false where this machine does not allow it. */
function mount(options: string): boolean {
  mkdirSync(join(folder, "disk"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", options, "tmpfs", join(folder, "disk")], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

// The case is root's own: servers then run as another account, and only root can mount a disk to fill.
describe.skipIf(!isRoot)("on a machine where Towpath runs as root", () => {
  test("a folder that is closed to servers is no obstacle", async () => {
    const home = join(folder, "closed", "home");
    mkdirSync(home, { recursive: true, mode: 0o700 });
    const folders = localFolders({ TOWPATH_HOME: home });
    opened.push(folders);
    expect(folders.servers).toMatch(/^\/var\/lib\/towpath\/elsewhere\//);
    expect((await create(home)).stdout).toMatch(/^postgresql:/);
    expect((await create(home)).stdout).toMatch(/^postgresql:/);
  });

  test("another user has servers and folders of their own, and needs no root", async (context) => {
    if (!isInstalled(POSTGRES_PACKAGES["17"], ours.cache)) return context.skip("PostgreSQL 17 is not installed yet");
    chmodSync(folder, 0o755);
    const home = join(folder, "a home");
    mkdirSync(home);
    chownSync(home, NOBODY.uid, NOBODY.gid);
    cpSync(join(ours.cache, "servers"), join(home, "cache", "towpath", "servers"), {
      recursive: true,
      filter: (source) => !source.includes("azurite"),
      verbatimSymlinks: true,
    });
    execFileSync("chown", ["-R", `${NOBODY.uid}:${NOBODY.gid}`, home]);
    const data = join(home, "data");
    const { stdout } = await create(data, { HOME: home, XDG_CACHE_HOME: join(home, "cache") }, NOBODY);
    opened.push({ data, servers: join(data, "servers"), cache: ours.cache });
    expect(stdout).toMatch(/^postgresql:/);
    expect(statSync(data)).toMatchObject({ uid: NOBODY.uid, mode: 0o40700 });
    expect(() => localFolders({ TOWPATH_HOME: data })).toThrow(/belongs to another user/);
  });

  test.for([
    ["a full disk", "size=10m", /no room left on the disk/],
    ["a read-only disk", "ro", /the disk is read-only/],
  ] as const)("%s is named before anything is made", async ([_, options, message], context) => {
    if (!mount(options)) return context.skip(NO_MOUNT);
    chmodSync(folder, 0o755);
    const home = join(folder, "disk", "home");
    await expect(create(home)).rejects.toMatchObject({ stderr: expect.stringMatching(message) });
    expect(existsSync(join(home, "servers", "postgres", "17"))).toBe(false);
  });

  test("a disk that fills up later stops with a clear word and loses nothing", async (context) => {
    if (!mount("size=230m")) return context.skip(NO_MOUNT);
    chmodSync(folder, 0o755);
    const home = join(folder, "disk", "home");
    const folders = localFolders({ TOWPATH_HOME: home });
    opened.push(folders);
    expect((await create(home)).stdout).toMatch(/^postgresql:/);
    const stopping = { clock: nodeClock, signal: new AbortController().signal };
    for (const cluster of existingClusters(folders)) await stopCluster(cluster, stopping);
    const filler = join(folder, "disk", "filler");
    execFileSync("/bin/sh", ["-c", 'dd if=/dev/zero of="$1" bs=1M 2>/dev/null || true', "sh", filler]);
    await expect(create(home)).rejects.toMatchObject({ stderr: expect.stringMatching(/no room left/i) });
    rmSync(filler);
    expect((await create(home)).stdout).toMatch(/^postgresql:/);
  });

  test("a disk that fills up in an upgrade loses nothing, and the next apply ends it", {
    timeout: 120_000,
  }, async (context) => {
    if (!mount("size=450m")) return context.skip(NO_MOUNT);
    chmodSync(folder, 0o755);
    const local = localFixture(join(folder, "disk"));
    opened.push(local.folders);
    const of = scope("db");
    const driver = postgresDriver(local.folders);
    const want = (version: string) => driver.want(request(of, "postgres", { version }));
    const made = await driver.create(of, want("16"), local.step);
    local.remember(made.outputs);
    const rows = await asService(textOutput(made.outputs, "url"), async (client) => {
      await client.query(
        "CREATE TABLE t AS SELECT n, repeat(md5(n::text), 30) AS text FROM generate_series(1, 20000) n",
      );
      return (await client.query(DIGEST)).rows;
    });
    const filler = join(folder, "disk", "filler");
    const events = (event: ProgressEvent) => {
      if (event.type !== "progress" || !event.message.startsWith("Copying table")) return;
      execFileSync("/bin/sh", ["-c", 'dd if=/dev/zero of="$1" bs=1M 2>/dev/null || true', "sh", filler]);
    };
    const full = { code: "engine-local/disk-full" };
    await expect(driver.update(of, want("17"), made, { ...local.step, events })).rejects.toMatchObject(full);
    rmSync(filler);
    const seen = await driver.read(of, made, local.step);
    expect(seen?.want).toEqual(made.want);
    const upgraded = await driver.update(of, want("17"), seen ?? made, local.step);
    const after = asService(textOutput(upgraded.outputs, "url"), async (client) => (await client.query(DIGEST)).rows);
    expect(await after).toEqual(rows);
  });
});
