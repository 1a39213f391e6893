import { execFile, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chownSync, existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { Secret } from "@towpath/core";
import type { Observed } from "@towpath/provisioning";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { makeFolder } from "../data-folder/private-files.ts";
import { livingProcess } from "../processes/process-table.ts";
import { stopServers } from "../stop-servers.ts";
import { type LocalFixture, localFixture, request, scope } from "../testing/local-fixture.ts";
import { clusterOf } from "./cluster.ts";
import { databaseName } from "./database-name.ts";
import { type PostgresHave, postgresDriver } from "./postgres-driver.ts";
import type { PostgresWant } from "./postgres-want.ts";
import { runningPostmaster } from "./postmaster.ts";
import { asSuperuser } from "./superuser.ts";
import { tenantsOf } from "./tenants.ts";

let local: LocalFixture;
let driver: ReturnType<typeof postgresDriver>;

beforeEach(() => {
  local = localFixture();
  driver = postgresDriver(local.folders);
});
afterEach(() => local.close());

const db = scope("db");
const cluster = () => clusterOf("17", local.folders);

async function create(of = db, settings: Record<string, never> | object = {}, version?: string) {
  const want = driver.want(request(of, "postgres", { settings: { ...settings }, version }));
  const made = await driver.create(of, want, local.step);
  return made;
}

function secret(observed: Observed<PostgresWant, PostgresHave>, output: string): string {
  const value = observed.outputs[output];
  return value instanceof Secret ? value.reveal() : `no secret ${output}`;
}

async function query(connectionString: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString });
  client.on("error", () => {});
  await client.connect();
  try {
    return (await client.query({ text, rowMode: "array" })).rows.flat();
  } finally {
    await client.end();
  }
}

async function killServer(): Promise<number> {
  const running = await runningPostmaster(cluster());
  if (!running) throw new Error("no server");
  process.kill(running.pid, "SIGKILL");
  return running.pid;
}

describe("a database", () => {
  test("whose record somebody damaged while its server was stopped does not count as gone", async () => {
    const made = await create();
    await stop("orders");
    writeFileSync(join(cluster().tenants, `${made.have.database}.json`), "{");
    const seen = await driver.read(db, made, local.step);
    expect(seen).toMatchObject({ status: "stopped", have: made.have });
    local.remember(made.outputs);
    if (seen) expect(await driver.update(db, made.want, seen, local.step)).toMatchObject({ status: "ready" });
  });

  test("is there with its role, what was asked for, and an address that opens it", async () => {
    expect(await driver.read(db, undefined, local.step)).toBeUndefined();
    const settings = { maxConnections: 7, collation: "de_DE.utf8", extensions: ["pgcrypto", "citext"] };
    const made = await create(db, settings);
    expect(made.want).toEqual(driver.want(request(db, "postgres", { settings })));
    expect(made.want).toMatchObject({ major: "17", maxConnections: 7, collation: "de-DE" });

    const url = secret(made, "url");
    expect(url).toMatch(/^postgresql:\/\/orders_dev_db_[0-9a-f]{10}:[\w-]+@127\.0\.0\.1:\d+\/orders_dev_db_/);
    expect(
      await query(url, "SELECT rolsuper OR rolcreatedb OR rolcreaterole FROM pg_roles WHERE rolname = user"),
    ).toEqual([false]);
    await query(url, "CREATE TABLE t AS SELECT 'A'::citext AS x");
    expect(await query(url, "SELECT x FROM t WHERE x = 'a'")).toEqual(["A"]);
    expect(await query(url, "SHOW fsync")).toEqual(["on"]);
    expect(secret(made, "jdbcUrl")).toContain(`?user=${made.have.database}&password=${secret(made, "password")}`);
  });

  test("refuses another password, another role, and the superuser without one", async () => {
    const [mine, others] = [await create(), await create(scope("db", "billing"))];
    const wrong = secret(mine, "url").replace(secret(mine, "password"), "wrong-password");
    await expect(query(wrong, "SELECT 1")).rejects.toThrow(/password authentication failed/);
    const trespass = secret(mine, "url").replace(/[^/]+$/, others.have.database);
    await expect(query(trespass, "SELECT 1")).rejects.toThrow(/permission denied for database/);
    const maintenance = secret(mine, "url").replace(/[^/]+$/, "postgres");
    await expect(query(maintenance, "SELECT 1")).rejects.toThrow(/permission denied for database/);
    const port = mine.outputs["port"];
    await expect(query(`postgresql://postgres:@127.0.0.1:${port}/postgres`, "SELECT 1")).rejects.toThrow();
  });

  test("is as it was the second time, and changes in place", async () => {
    const made = await create();
    local.remember(made.outputs);
    const again = await driver.read(db, made, local.step);
    expect(again).toEqual(made);

    const want = { ...made.want, maxConnections: 3, extensions: ["hstore"] };
    expect(driver.assess?.(want, made)).toMatchObject({ action: "update", risk: "none" });
    const changed = await driver.update(db, want, made, local.step);
    expect(changed.want).toEqual(want);
    expect(secret(changed, "password")).toBe(secret(made, "password"));
    expect(await query(secret(made, "url"), "SELECT 1")).toEqual([1]);
  });

  test("shows what somebody changed behind our back, and is mended", async () => {
    const made = await create();
    local.remember(made.outputs);
    const { port } = (await runningPostmaster(cluster())) ?? { port: 0 };
    const name = made.have.database;
    const signal = local.step.signal;
    await asSuperuser(cluster(), port, "postgres", signal, async (client) => {
      await client.query(`ALTER DATABASE ${name} CONNECTION LIMIT 999; GRANT CONNECT ON DATABASE ${name} TO PUBLIC`);
    });
    const drifted = await driver.read(db, made, local.step);
    expect(drifted?.want).toMatchObject({ maxConnections: 999, access: "every role has CONNECT" });
    if (!drifted) throw new Error("gone");
    const mended = await driver.update(db, made.want, drifted, local.step);
    expect(mended.want).toEqual(made.want);
    expect(await query(secret(made, "url"), "SELECT 1")).toEqual([1]);
  });

  test("is gone when it is deleted, while someone is connected, and the last one stops the server", async () => {
    const [first, second] = [await create(), await create(scope("other"))];
    const client = new pg.Client({ connectionString: secret(first, "url") });
    client.on("error", () => {});
    await client.connect();
    await driver.delete(db, first, local.step);
    expect(await driver.read(db, first, local.step)).toBeUndefined();
    await client.end().catch(() => {});
    const roles = await query(secret(second, "url"), "SELECT rolname FROM pg_roles WHERE rolname LIKE 'orders%'");
    expect(roles).toEqual([second.have.database]);
    await driver.delete(scope("other"), second, local.step);
    expect(await runningPostmaster(cluster())).toBeUndefined();
  });

  test("keeps its name, its data and its port when the resource is renamed", async () => {
    const made = await create();
    local.remember(made.outputs);
    const database = scope("database");
    const renamed = await driver.read(database, made, local.step);
    expect(renamed).toMatchObject({ want: made.want, have: made.have });
    expect((await tenantsOf(cluster())).map(({ address }) => address)).toEqual(["resources.db"]);
    expect(await driver.update(database, made.want, made, local.step)).toEqual(made);
    expect((await tenantsOf(cluster())).map(({ address }) => address)).toEqual(["resources.database"]);
  });
});

describe("what is refused", () => {
  test("an earlier major version, before anything is touched", async () => {
    const made = await create();
    const want = driver.want(request(db, "postgres", { version: "16" }));
    expect(() => driver.assess?.(want, made)).toThrow(/is on PostgreSQL 17, and 16 is asked for/);
    const downgrade = { code: "engine-local/postgres-downgrade" };
    await expect(driver.update(db, want, made, local.step)).rejects.toMatchObject(downgrade);
    const unknown = { code: "engine-local/postgres-not-on-record", hint: expect.stringContaining("17/orders_dev_db_") };
    await expect(driver.create(db, want, local.step)).rejects.toMatchObject(unknown);
    expect(existsSync(clusterOf("16", local.folders).folder)).toBe(false);
  });

  test("extensions that need each other come and go in any order, and what one needs has to be named", async () => {
    const made = await create(db, { extensions: ["earthdistance", "cube"] });
    expect(made.want.extensions).toEqual(["cube", "earthdistance"]);
    local.remember(made.outputs);
    const without = await driver.update(db, { ...made.want, extensions: [] }, made, local.step);
    expect(without.want.extensions).toEqual([]);
    await expect(
      driver.update(db, { ...made.want, extensions: ["earthdistance"] }, without, local.step),
    ).rejects.toThrow(/earthdistance cannot be added to the database: required extension "cube" is not installed/);
  });

  test("another collation is another database", async () => {
    const made = await create();
    expect(driver.assess?.({ ...made.want, collation: "en-US" }, made)).toMatchObject({
      action: "replace",
      risk: "data-loss",
    });
  });

  test("an extension that is not there", async () => {
    await expect(create(db, { extensions: ["postgis"] })).rejects.toThrow(/comes without the extension postgis/);
  });

  test.each([
    [{ version: "14" }, /It runs|does not run/],
    [{ settings: { maxConnections: "many" } }, /"maxConnections" of resources\.db is "many"/],
    [{ settings: { collation: "'; DROP" } }, /"collation"/],
    [{ settings: { extensions: ['x"; DROP'] } }, /"extensions"/],
  ])("%j", (more, message) => {
    expect(() => driver.want(request(db, "postgres", more))).toThrow(message);
  });
});

describe("the server", () => {
  test("that was killed is said to be stopped, and started by an update, its data still there", async () => {
    const made = await create();
    local.remember(made.outputs);
    await query(secret(made, "url"), "CREATE TABLE t AS SELECT 42 AS x");
    const pid = await killServer();
    const seen = await driver.read(db, made, local.step);
    expect(seen).toMatchObject({
      want: made.want,
      have: made.have,
      status: "stopped",
      message: "PostgreSQL 17 is stopped.",
    });
    expect(await runningPostmaster(cluster())).toBeUndefined();
    const after = await driver.update(db, made.want, made, local.step);
    expect(after.outputs).toEqual(made.outputs);
    expect((await runningPostmaster(cluster()))?.pid).not.toBe(pid);
    expect(await query(secret(made, "url"), "SELECT x FROM t")).toEqual([42]);
  });

  test("is started beside a stranger who has its old number", async () => {
    const made = await create();
    local.remember(made.outputs);
    await killServer();
    const stranger = spawn("/bin/sleep", ["60"], { ...local.folders.serverUser });
    await once(stranger, "spawn");
    try {
      const file = join(cluster().data, "postmaster.pid");
      writeFileSync(file, readFileSync(file, "utf8").replace(/^\d+/, String(stranger.pid)));
      expect(await driver.read(db, made, local.step)).toMatchObject({ status: "stopped" });
      expect(await driver.update(db, made.want, made, local.step)).toMatchObject({ status: "ready" });
      expect(livingProcess(stranger.pid ?? 0)).toBeDefined();
    } finally {
      stranger.kill();
    }
  });

  test("of a folder that is a copy starts beside the one that it is a copy of", async () => {
    const made = await create();
    local.remember(made.outputs);
    await query(secret(made, "url"), "CREATE TABLE t AS SELECT 42 AS x");
    await stop("orders");
    const copy = localFixture();
    try {
      await makeFolder(copy.folders.servers, copy.folders);
      execFileSync("/bin/cp", ["-a", `${local.folders.servers}/.`, copy.folders.servers]);
      const { serverUser } = local.folders;
      const { folder, data } = clusterOf("17", copy.folders);
      await driver.update(db, made.want, made, local.step); // the one that it is a copy of
      const file = "postmaster.pid"; // as it is in a copy that was made while the server ran
      writeFileSync(join(data, file), readFileSync(join(cluster().data, file)), { mode: 0o600 });
      if (serverUser) chownSync(join(data, file), serverUser.uid, serverUser.gid);
      const original = await runningPostmaster(cluster());
      expect(await runningPostmaster({ ...cluster(), folder, data })).toBeUndefined();

      const other = postgresDriver(copy.folders);
      expect(await other.read(db, made, local.step)).toMatchObject({ status: "stopped" });
      const started = await other.update(db, made.want, made, local.step);
      expect(started.outputs["port"]).not.toBe(made.outputs["port"]);
      expect(await query(secret(started, "url"), "SELECT x FROM t")).toEqual([42]);
      expect(await runningPostmaster(cluster())).toEqual(original);
      expect(await query(secret(made, "url"), "SELECT x FROM t")).toEqual([42]);
    } finally {
      await copy.close();
    }
  });

  test("moves to another port when its own is taken, says so, and its addresses follow", async () => {
    const made = await create();
    local.remember(made.outputs);
    await stop("orders");
    const port = Number(made.outputs["port"]);
    const taker = createServer().listen(port, "127.0.0.1");
    await once(taker, "listening");
    try {
      const moved = await driver.update(db, made.want, made, local.step);
      expect(await driver.read(db, made, local.step)).toEqual(moved);
      expect(moved.outputs["port"]).not.toBe(port);
      expect(local.notices).toContainEqual(expect.stringContaining(`Port ${port} is taken`));
      expect(await query(secret(moved, "url"), "SELECT 1")).toEqual([1]);
    } finally {
      taker.close();
    }
  });

  test("is stopped when nobody uses it any more, and started by an update, never by a look", async () => {
    const [mine, others] = [await create(), await create(scope("db", "billing"))];
    local.remember(mine.outputs);
    expect(await stop("orders")).toEqual([{ title: "PostgreSQL 17", status: "kept", usedBy: ["billing/dev"] }]);
    const notInUse = { want: mine.want, status: "stopped", message: expect.stringContaining("runs on for others") };
    expect(await driver.read(db, mine, local.step)).toMatchObject(notInUse);
    expect(await driver.read(scope("db", "billing"), others, local.step)).toMatchObject({ status: "ready" });
    expect(await query(secret(others, "url"), "SELECT 1")).toEqual([1]);
    expect(await stop("billing")).toEqual([{ title: "PostgreSQL 17", status: "stopped", usedBy: [] }]);
    expect(await runningPostmaster(cluster())).toBeUndefined();
    expect(await driver.read(db, mine, local.step)).toMatchObject({ status: "stopped" });
    const records = await tenantsOf(cluster());
    expect(records.map(({ isInUse }) => isInUse)).toEqual([false, false]);
    expect(await runningPostmaster(cluster())).toBeUndefined();
    const started = await driver.update(db, mine.want, mine, local.step);
    expect(started).toMatchObject({ want: mine.want, have: mine.have, status: "ready", outputs: mine.outputs });
    expect((await tenantsOf(cluster())).filter(({ isInUse }) => isInUse).map(({ service }) => service)).toEqual([
      "orders",
    ]);
    expect(await query(secret(mine, "url"), "SELECT 1")).toEqual([1]);
  });

  test("that is half deleted keeps no server running", async () => {
    const made = await create();
    const interrupted = { ...local.step, signal: AbortSignal.abort() };
    await expect(driver.delete(db, made, interrupted)).rejects.toThrow();
    expect((await tenantsOf(cluster())).map(({ isInUse }) => isInUse)).toEqual([false]);
    await driver.delete(db, made, local.step);
    expect(await tenantsOf(cluster())).toEqual([]);
  });

  test("that is stopped is started to delete, and runs on only for who uses it", async () => {
    const [mine, others] = [await create(), await create(scope("db", "billing"))];
    await stop("orders");
    await stop("billing");
    await driver.delete(db, mine, local.step);
    expect(await driver.read(db, mine, local.step)).toBeUndefined();
    expect(await runningPostmaster(cluster())).toBeUndefined();
    expect(await driver.read(scope("db", "billing"), others, local.step)).toMatchObject({ status: "stopped" });
  });

  test("that is stopped hides no database that nobody recorded, from a removal or from another resource", async () => {
    const made = await create();
    await stop("orders");
    expect(await driver.read(db, undefined, local.step)).toMatchObject({
      want: made.want,
      have: made.have,
      status: "stopped",
    });
    expect(await runningPostmaster(cluster())).toBeUndefined();
  });

  test("that is on its way down is waited for", async () => {
    const made = await create();
    const { pid } = (await runningPostmaster(cluster())) ?? { pid: 0 };
    process.kill(pid, "SIGINT");
    expect(await driver.read(db, made, local.step)).toMatchObject({ status: "stopped" });
  });

  test("keeps passwords out of every file that others could read, and out of its log", async () => {
    const made = await create();
    const { superuserFile, folder, data, log } = cluster();
    expect(statSync(superuserFile).mode & 0o777).toBe(0o600);
    expect(statSync(data).mode & 0o777).toBe(0o700);
    expect(statSync(folder).mode & 0o066).toBe(0);
    expect(statSync(log).mode & 0o777).toBe(0o600);
    expect(readFileSync(log, "utf8")).not.toContain(secret(made, "password"));
    const found = await promisify(execFile)("/bin/sh", [
      "-c",
      'grep -rl -- "$1" "$2" || true',
      "sh",
      secret(made, "password"),
      local.home,
    ]);
    expect(found.stdout).toBe("");
  });

  // Another user's server runs as that user anyway; only root has to hand it to somebody else.
  test.skipIf(process.getuid?.() !== 0)("does not run as root", async () => {
    await create();
    const { pid } = (await runningPostmaster(cluster())) ?? { pid: 0 };
    expect(statSync(`/proc/${pid}`).uid).toBe(local.folders.serverUser?.uid);
  });
});

describe("commands", () => {
  const script = join(import.meta.dirname, "..", "testing", "create-resource.ts");
  const run = (service: string) =>
    promisify(execFile)(process.execPath, ["--conditions=@towpath/source", script, local.home, "postgres", service], {
      killSignal: "SIGKILL",
    });

  test("two at once share one server", async () => {
    const services = ["orders", "billing", "orders"];
    const urls = (await Promise.all(services.map(run))).map(({ stdout }) => stdout.trim());
    expect(new Set(urls.map((url) => new URL(url).port)).size).toBe(1);
    for (const url of [urls[1]]) expect(await query(url ?? "", "SELECT 1")).toEqual([1]);
  });

  test("that are killed at any moment leave what the next one finishes", async () => {
    const rounds = process.env["TOWPATH_LONG"] ? 60 : 4;
    for (let round = 0; round < rounds; round += 1) {
      const service = `service-${round}`;
      const running = run(service);
      const timer = setTimeout(() => running.child.kill("SIGKILL"), 60 + (round * 640) / rounds);
      await running.catch(() => {});
      clearTimeout(timer);
      const of = scope("db", service);
      await driver.read(of, undefined, local.step); // what a plan does: it must not stumble over what is half made
      const made = await create(of);
      expect(made.want).toEqual(driver.want(request(of, "postgres")));
      expect(await query(secret(made, "url"), "SELECT current_database()")).toEqual([databaseName(of)]);
      if (round % 3 === 2) await driver.delete(of, made, local.step);
    }
  });
});

function stop(service: string) {
  const { clock, signal } = local.step;
  return stopServers({ folders: local.folders, service, environment: "dev", clock, signal });
}
