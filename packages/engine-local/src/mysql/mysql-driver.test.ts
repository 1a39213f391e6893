import { execFile } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { createConnection } from "mysql2/promise";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { isRunning } from "../processes/process-record.ts";
import { findServerPrograms } from "../programs/find-server-program.ts";
import { serverProcess } from "../programs/machine-server.ts";
import { stopServers } from "../stop-servers.ts";
import { type LocalFixture, localFixture, request, scope } from "../testing/local-fixture.ts";
import { asService } from "../testing/mysql-subject.ts";
import { textOutput } from "../testing/text-output.ts";
import { asAdmin, rows } from "./mysql-admin.ts";
import { mysqlDriver } from "./mysql-driver.ts";
import { mysqlInstance, readInstance, writeInstance } from "./mysql-instance.ts";
import { mysqlTenantsOf } from "./mysql-tenants.ts";
import type { ObservedMysql as Made } from "./observe-mysql.ts";

let local: LocalFixture;
let driver: ReturnType<typeof mysqlDriver>;
const db = scope("db");
const instance = () => mysqlInstance("mariadb", local.folders);

beforeAll(() => {
  local = localFixture();
  driver = mysqlDriver(local.folders);
});
afterEach(async () => {
  for (const { service, environment, database } of await mysqlTenantsOf(instance()))
    await remove(database, scope("db", service, environment));
});
afterAll(() => local.close());

async function remove(database: string, of: typeof db): Promise<void> {
  const have = { product: "mariadb", database } as const;
  await driver.delete(of, { want: driver.want(request(db, "mysql")), have, status: "ready", outputs: {} }, local.step);
}

async function create(of = db, settings: object = {}, version?: string): Promise<Made> {
  const want = driver.want(request(of, "mysql", { settings: { ...settings }, version }));
  const made = await driver.create(of, want, local.step);
  local.remember(made.outputs);
  return made;
}

const url = (made: Made) => textOutput(made.outputs, "url");
const query = (made: Made, sql: string) => asService(url(made), sql);

async function serverOf() {
  const record = await readInstance(instance());
  const process = record && serverProcess(record);
  if (!process) throw new Error("no server runs");
  return process;
}

function stop(service: string) {
  const { clock, signal } = local.step;
  return stopServers({ folders: local.folders, service, environment: "dev", clock, signal });
}

const probe = localFixture();
const programs = await findServerPrograms("mysql", { ...probe.step, folders: probe.folders });
await probe.close();

// npm cannot bring MariaDB: a machine without it cannot serve one.
describe.skipIf(programs.length === 0)("a mysql", () => {
  test("is a database and a user of its own, with what was asked for", async () => {
    expect(await driver.read(db, undefined, local.step)).toBeUndefined();
    const settings = { maxConnections: 2, characterSet: "utf8mb4", collation: "utf8mb4_bin" };
    const made = await create(db, settings);
    expect(made.want).toEqual(driver.want(request(db, "mysql", { settings })));
    expect(url(made)).toMatch(/^mysql:\/\/orders_dev_db_[0-9a-f]{10}:\w+@127\.0\.0\.1:\d+\/orders_dev_db_/);
    expect(textOutput(made.outputs, "jdbcUrl")).toMatch(/^jdbc:mysql:\/\/127\.0\.0\.1:\d+\/\w+\?user=\w+&password=/);
    await query(made, "CREATE TABLE t (x VARCHAR(9))");
    await query(made, "INSERT INTO t VALUES ('a'), ('B')");
    expect(await query(made, "SELECT x FROM t ORDER BY x")).toEqual([{ x: "B" }, { x: "a" }]);
    const held = await Promise.all([createConnection(url(made)), createConnection(url(made))]);
    await expect(createConnection(url(made))).rejects.toThrow(/max_user_connections/);
    expect(await driver.read(db, made, local.step)).toEqual(made); // all are taken, and its password is as recorded
    for (const connection of held) connection.destroy();
  });

  test("refuses another password, another database, and whoever has none", async () => {
    const [mine, others] = [await create(), await create(scope("db", "billing"))];
    await expect(asService(url(mine).replace(/:\w+@/, ":wrong@"), "SELECT 1")).rejects.toThrow(/Access denied/);
    const trespass = url(mine).replace(/[^/]+$/, others.have.database);
    await expect(asService(trespass, "SELECT 1")).rejects.toThrow(/Access denied/);
    await expect(query(mine, `SELECT * FROM mysql.user`)).rejects.toThrow(/denied/);
    await expect(query(mine, `CREATE DATABASE ${mine.have.database.replaceAll("_", "x")}`)).rejects.toThrow(/denied/);
    const port = String(mine.outputs["port"]);
    for (const user of ["root", "anonymous"])
      await expect(asService(`mysql://${user}@127.0.0.1:${port}/mysql`, "SELECT 1")).rejects.toThrow(/Access denied/);
  });

  test("has the longest names, in a folder as deep as they come, with nothing of the system's configuration", async () => {
    const folders = { ...local.folders, servers: join(local.folders.servers, "d".repeat(100), "e".repeat(60)) };
    const own = mysqlDriver(folders);
    const of = scope("a-database-with-a-long-name", "a-service-with-a-very-long-name-indeed", "an-environment-too");
    const made = await own.create(of, own.want(request(of, "mysql")), local.step);
    try {
      expect(made.have.database.length).toBeLessThanOrEqual(63);
      expect(textOutput(made.outputs, "username").length).toBeLessThanOrEqual(32);
      const found = await query(made, "SELECT @@socket AS socket, @@port AS port, @@bind_address AS address");
      expect(found).toEqual([{ socket: "server.sock", port: made.outputs["port"], address: "127.0.0.1" }]);
    } finally {
      await own.delete(of, made, local.step);
    }
    expect((await mysqlTenantsOf(mysqlInstance("mariadb", folders))).length).toBe(0);
  });

  test("that was killed is said to be stopped, and started by an update, its data still there", async () => {
    const made = await create();
    await query(made, "CREATE TABLE t AS SELECT 42 AS x");
    const before = await serverOf();
    process.kill(before.pid, "SIGKILL");
    await vi.waitFor(() => expect(isRunning(before)).toBe(false));
    const record = readFileSync(instance().record, "utf8");
    const stopped = { want: made.want, have: made.have, status: "stopped", message: "MariaDB is stopped." };
    expect(await driver.read(db, made, local.step)).toMatchObject(stopped);
    expect(readFileSync(instance().record, "utf8")).toBe(record);
    const after = await driver.update(db, made.want, made, local.step);
    expect(after.outputs).toEqual(made.outputs);
    expect((await serverOf()).pid).not.toBe(before.pid);
    expect(await query(made, "SELECT x FROM t")).toEqual([{ x: 42 }]);
  });

  test("a start that nobody wrote down is found, not doubled", async () => {
    const made = await create();
    const { process: running, ...rest } = (await readInstance(instance())) ?? { marker: "", version: "" };
    await writeInstance(instance(), rest); // as if the command had been killed after the start
    expect((await driver.read(db, made, local.step))?.status).toBe("ready");
    expect((await driver.update(db, made.want, made, local.step)).status).toBe("ready");
    expect((await serverOf()).pid).toBe(running?.pid);
  });

  test("moves to another port when its own is taken, says so, and its addresses follow", async () => {
    const made = await create();
    await stop("orders");
    const port = Number(made.outputs["port"]);
    const taker = createServer().listen(port, "127.0.0.1");
    await once(taker, "listening");
    try {
      const moved = await driver.update(db, made.want, made, local.step);
      expect(moved.outputs["port"]).not.toBe(port);
      expect(local.notices).toContainEqual(expect.stringContaining(`Port ${port} is taken`));
      expect(await query(moved, "SELECT 1 AS x")).toEqual([{ x: 1 }]);
    } finally {
      taker.close();
    }
  });

  test("stops when nobody uses the server any more, and is started by an update, never by a look", async () => {
    const [mine, others] = [await create(), await create(scope("db", "billing"))];
    expect(await stop("orders")).toEqual([{ title: "MariaDB", status: "kept", usedBy: ["billing/dev"] }]);
    expect(await driver.read(db, mine, local.step)).toMatchObject({
      status: "stopped",
      message: "It was stopped; MariaDB runs on for others.",
    });
    expect(await query(others, "SELECT 1 AS x")).toEqual([{ x: 1 }]);
    expect(await stop("billing")).toEqual([{ title: "MariaDB", status: "stopped", usedBy: [] }]);
    await expect(serverOf()).rejects.toThrow("no server runs");
    expect(await driver.read(db, mine, local.step)).toMatchObject({
      status: "stopped",
      message: "MariaDB is stopped.",
    });
    await expect(serverOf()).rejects.toThrow("no server runs");
    await driver.delete(db, mine, local.step); // it is started for that, and stopped again
    await expect(serverOf()).rejects.toThrow("no server runs");
    expect((await mysqlTenantsOf(instance())).map(({ service }) => service)).toEqual(["billing"]);
  });

  test("is gone when it is deleted, while someone is in the middle of a transaction", async () => {
    const [mine, others] = [await create(), await create(scope("other"))];
    await query(mine, "CREATE TABLE t (x INT)");
    const busy = await createConnection(url(mine));
    busy.on("error", () => {});
    await busy.beginTransaction();
    await busy.query("INSERT INTO t VALUES (1)");
    await driver.delete(db, mine, local.step);
    busy.destroy();
    expect(await driver.read(db, mine, local.step)).toBeUndefined();
    await expect(query(mine, "SELECT 1")).rejects.toThrow(/Access denied/);
    expect(existsSync(join(instance().data, mine.have.database))).toBe(false);
    await driver.delete(scope("other"), others, local.step);
    await expect(serverOf()).rejects.toThrow("no server runs");
  });

  test("keeps its password out of files, command lines and environments", async () => {
    const made = await create();
    const password = textOutput(made.outputs, "password");
    const { adminFile, data, log, folder } = instance();
    expect(statSync(adminFile).mode & 0o777).toBe(0o600);
    expect(statSync(data).mode & 0o777).toBe(0o700);
    expect(statSync(folder).mode & 0o066).toBe(0);
    expect(statSync(log).mode & 0o777).toBe(0o600);
    const admin = readFileSync(adminFile, "utf8");
    const { pid } = await serverOf();
    if (existsSync("/proc/self"))
      for (const file of ["cmdline", "environ"])
        for (const secret of [password, admin])
          expect(readFileSync(`/proc/${pid}/${file}`, "utf8")).not.toContain(secret);
    const script = 'grep -rlF -- "$1" "$2" "$3" || true';
    const args = ["-c", script, "sh", password, local.home, local.folders.servers];
    expect((await promisify(execFile)("/bin/sh", args)).stdout).toBe("");
    const byAdmin = await promisify(execFile)("/bin/sh", ["-c", script, "sh", admin, data, log]);
    expect(byAdmin.stdout).toBe("");
  });

  // Another user's server runs as that user anyway; only root has to hand it to somebody else.
  test.skipIf(process.getuid?.() !== 0)("does not run as root", async () => {
    await create();
    expect(statSync(`/proc/${(await serverOf()).pid}`).uid).toBe(local.folders.serverUser?.uid);
  });

  test("is taken over by its id, with a new password, and no other's is", async () => {
    const made = await create();
    const id = `mariadb/${made.have.database}`;
    const found = await driver.find?.(db, id, local.step);
    expect(found).toEqual({ want: { ...made.want }, have: made.have });
    await expect(driver.find?.(scope("other"), id, local.step)).rejects.toMatchObject({
      code: "engine-local/adopt-refused",
      message: expect.stringContaining("belongs to resources.db of orders/dev"),
    });
    for (const wrong of ["orders", "postgres/x", "mariadb/mysql", "mariadb/A"])
      await expect(driver.find?.(db, wrong, local.step)).rejects.toMatchObject({ code: "engine-local/adopt-id" });
    expect(await driver.find?.(db, "mariadb/absent", local.step)).toBeUndefined();
    expect(await driver.find?.(db, "mysql/absent", local.step)).toBeUndefined();

    const { signal } = local.step;
    await asAdmin(instance(), Number(made.outputs["port"]), signal, (admin) => rows(admin, "CREATE DATABASE by_hand"));
    const shop = scope("shop");
    const byHand = await driver.find?.(shop, "mariadb/by_hand", local.step);
    if (!byHand) throw new Error("not found");
    const unknown = { ...local.step, outputs: async () => undefined, recordedOutputs: {} };
    expect(byHand.want.access).toBe("nobody: the user is missing");
    const observed = await driver.read(shop, byHand, unknown);
    if (!observed) throw new Error("not seen");
    expect(observed.want.password).toBe("not recorded");
    const want = driver.want(request(shop, "mysql"));
    const taken = await driver.update(shop, want, observed, unknown);

    const second = scope("shop", "second"); // took it over as well, before it was used
    expect(await driver.read(second, byHand, unknown)).toBeUndefined();
    await expect(driver.update(second, want, observed, unknown)).rejects.toMatchObject({
      code: "engine-local/adopt-refused",
      message: "The database mariadb/by_hand belongs to resources.shop of orders/dev.",
    });
    await driver.delete(second, observed, unknown);
    expect(await query(taken, "SELECT DATABASE() AS name")).toEqual([{ name: "by_hand" }]);
    expect((await driver.read(shop, taken, unknown))?.want.password).toBe("not recorded");
    await stop("orders");
    await expect(driver.find?.(shop, "mariadb/else", local.step)).rejects.toThrow(/MariaDB is stopped/);
  });

  test("that was served by a newer release is left alone", async () => {
    const made = await create();
    await stop("orders");
    const record = await readInstance(instance());
    if (!record) throw new Error("no record");
    await writeInstance(instance(), { ...record, version: "99.1.2" });
    await expect(driver.update(db, made.want, made, local.step)).rejects.toMatchObject({
      code: "engine-local/server-not-started",
      message: expect.stringMatching(/was served by MariaDB 99\.1\.2, and this machine has 1\d\.\d+\.\d+ now/),
    });
    await writeInstance(instance(), record);
  });

  test("a server that does not start says why, with the end of its log", async () => {
    const made = await create();
    await stop("orders");
    const file = join(instance().data, "ibdata1");
    const data = readFileSync(file);
    writeFileSync(file, "no data");
    await expect(driver.update(db, made.want, made, local.step)).rejects.toMatchObject({
      code: "engine-local/server-not-started",
      message: expect.stringMatching(/MariaDB [\d.]+ does not start: it ended at once\. The end of .*\n.*ibdata1/s),
    });
    writeFileSync(file, data);
  });

  test.each([
    [{ settings: { maxConnections: 0 } }, /"maxConnections" of resources\.db is 0/],
    [{ settings: { characterSet: "utf8'; DROP" } }, /"characterSet"/],
    [{ settings: { collation: 7 } }, /"collation"/],
    [{ options: { accept: "newer" } }, /says accept: "newer"; it may say any or same/],
  ])("refuses %j", (more, message) => {
    expect(() => driver.want(request(db, "mysql", more))).toThrow(message);
  });

  test("refuses texts that the server does not know, by name", async () => {
    await expect(create(db, { characterSet: "klingon" })).rejects.toThrow(/knows no character set klingon/);
    await expect(create(db, { collation: "utf8mb4_klingon_ci" })).rejects.toThrow(/cannot order utf8mb4 by utf8mb4_kl/);
    await expect(create(db, { characterSet: "latin1", collation: "utf8mb4_bin" })).rejects.toMatchObject({
      code: "engine-local/setting-unusable",
    });
    const old = await create(db, { characterSet: "utf8" });
    expect(old.want.characterSet).toBe("utf8mb3");
  });
});

// npm cannot bring MariaDB: a machine without it has no server that commands could start.
describe.skipIf(programs.length === 0)("commands", () => {
  const script = join(import.meta.dirname, "..", "testing", "create-resource.ts");
  const run = (service: string) =>
    promisify(execFile)(process.execPath, ["--conditions=@towpath/source", script, local.home, "mysql", service], {
      killSignal: "SIGKILL",
    });

  test("two at once share one server", async () => {
    const urls = (await Promise.all(["orders", "billing", "orders"].map(run))).map(({ stdout }) => stdout.trim());
    expect(new Set(urls.map((each) => new URL(each).port)).size).toBe(1);
    expect(await asService(urls[1] ?? "", "SELECT 1 AS x")).toEqual([{ x: 1 }]);
  });

  test("that are killed at any moment leave what the next one finishes", async () => {
    const rounds = process.env["TOWPATH_LONG"] ? 20 : 4;
    for (let round = 0; round < rounds; round += 1) {
      const service = `service-${round}`;
      const running = run(service);
      const timer = setTimeout(() => running.child.kill("SIGKILL"), 250 + (round * 900) / rounds);
      await running.catch(() => {});
      clearTimeout(timer);
      const of = scope("db", service);
      await driver.read(of, undefined, local.step);
      const made = await create(of);
      expect(made.want).toEqual(driver.want(request(of, "mysql")));
      expect(await query(made, "SELECT DATABASE() AS name")).toEqual([{ name: made.have.database }]);
      if (round % 3 === 2) await driver.delete(of, made, local.step);
    }
  });
});
