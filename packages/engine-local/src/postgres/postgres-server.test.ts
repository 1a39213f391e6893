import { execFile, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chownSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { makeFolder } from "../data-folder/private-files.ts";
import { livingProcess } from "../processes/process-table.ts";
import { localFixture, request, scope } from "../testing/local-fixture.ts";
import { db, postgresBench, query } from "../testing/postgres-bench.ts";
import { textOutput } from "../testing/text-output.ts";
import { clusterOf } from "./cluster.ts";
import { databaseName } from "./database-name.ts";
import { postgresDriver } from "./postgres-driver.ts";
import { runningPostmaster } from "./postmaster.ts";
import { tenantsOf } from "./tenants.ts";

const bench = postgresBench();

describe("the server", () => {
  test("that was killed is said to be stopped, and started by an update, its data still there", async () => {
    const made = await bench.create();
    bench.local.remember(made.outputs);
    await query(textOutput(made.outputs, "url"), "CREATE TABLE t AS SELECT 42 AS x");
    const pid = await bench.killServer();
    const seen = await bench.driver.read(db, made, bench.local.step);
    expect(seen).toMatchObject({
      want: made.want,
      have: made.have,
      status: "stopped",
      message: "PostgreSQL 17 is stopped.",
    });
    expect(await runningPostmaster(bench.cluster())).toBeUndefined();
    const after = await bench.driver.update(db, made.want, made, bench.local.step);
    expect(after.outputs).toEqual(made.outputs);
    expect((await runningPostmaster(bench.cluster()))?.pid).not.toBe(pid);
    expect(await query(textOutput(made.outputs, "url"), "SELECT x FROM t")).toEqual([42]);
  });

  test("is started beside a stranger who has its old number", async () => {
    const made = await bench.create();
    bench.local.remember(made.outputs);
    await bench.killServer();
    const stranger = spawn("/bin/sleep", ["60"], { ...bench.local.folders.serverUser });
    await once(stranger, "spawn");
    try {
      const file = join(bench.cluster().data, "postmaster.pid");
      writeFileSync(file, readFileSync(file, "utf8").replace(/^\d+/, String(stranger.pid)));
      expect(await bench.driver.read(db, made, bench.local.step)).toMatchObject({ status: "stopped" });
      expect(await bench.driver.update(db, made.want, made, bench.local.step)).toMatchObject({ status: "ready" });
      expect(livingProcess(stranger.pid ?? 0)).toBeDefined();
    } finally {
      stranger.kill();
    }
  });

  test("of a folder that is a copy starts beside the one that it is a copy of", async () => {
    const made = await bench.create();
    bench.local.remember(made.outputs);
    await query(textOutput(made.outputs, "url"), "CREATE TABLE t AS SELECT 42 AS x");
    await bench.stop("orders");
    const copy = localFixture();
    try {
      await makeFolder(copy.folders.servers, copy.folders);
      execFileSync("/bin/cp", ["-a", `${bench.local.folders.servers}/.`, copy.folders.servers]);
      const { serverUser } = bench.local.folders;
      const { folder, data } = clusterOf("17", copy.folders);
      await bench.driver.update(db, made.want, made, bench.local.step); // the one that it is a copy of
      const file = "postmaster.pid"; // as it is in a copy that was made while the server ran
      writeFileSync(join(data, file), readFileSync(join(bench.cluster().data, file)), { mode: 0o600 });
      if (serverUser) chownSync(join(data, file), serverUser.uid, serverUser.gid);
      const original = await runningPostmaster(bench.cluster());
      expect(await runningPostmaster({ ...bench.cluster(), folder, data })).toBeUndefined();

      const other = postgresDriver(copy.folders);
      expect(await other.read(db, made, bench.local.step)).toMatchObject({ status: "stopped" });
      const started = await other.update(db, made.want, made, bench.local.step);
      expect(started.outputs["port"]).not.toBe(made.outputs["port"]);
      expect(await query(textOutput(started.outputs, "url"), "SELECT x FROM t")).toEqual([42]);
      expect(await runningPostmaster(bench.cluster())).toEqual(original);
      expect(await query(textOutput(made.outputs, "url"), "SELECT x FROM t")).toEqual([42]);
    } finally {
      await copy.close();
    }
  });

  test("moves to another port when its own is taken, says so, and its addresses follow", async () => {
    const made = await bench.create();
    bench.local.remember(made.outputs);
    await bench.stop("orders");
    const port = Number(made.outputs["port"]);
    const taker = createServer().listen(port, "127.0.0.1");
    await once(taker, "listening");
    try {
      const moved = await bench.driver.update(db, made.want, made, bench.local.step);
      expect(await bench.driver.read(db, made, bench.local.step)).toEqual(moved);
      expect(moved.outputs["port"]).not.toBe(port);
      expect(bench.local.notices).toContainEqual(expect.stringContaining(`Port ${port} is taken`));
      expect(await query(textOutput(moved.outputs, "url"), "SELECT 1")).toEqual([1]);
    } finally {
      taker.close();
    }
  });

  test("is stopped when nobody uses it any more, and started by an update, never by a look", async () => {
    const [mine, others] = [await bench.create(), await bench.create(scope("db", "billing"))];
    bench.local.remember(mine.outputs);
    expect(await bench.stop("orders")).toEqual([{ title: "PostgreSQL 17", status: "kept", usedBy: ["billing/dev"] }]);
    const notInUse = { want: mine.want, status: "stopped", message: expect.stringContaining("runs on for others") };
    expect(await bench.driver.read(db, mine, bench.local.step)).toMatchObject(notInUse);
    expect(await bench.driver.read(scope("db", "billing"), others, bench.local.step)).toMatchObject({
      status: "ready",
    });
    expect(await query(textOutput(others.outputs, "url"), "SELECT 1")).toEqual([1]);
    expect(await bench.stop("billing")).toEqual([{ title: "PostgreSQL 17", status: "stopped", usedBy: [] }]);
    expect(await runningPostmaster(bench.cluster())).toBeUndefined();
    expect(await bench.driver.read(db, mine, bench.local.step)).toMatchObject({ status: "stopped" });
    const records = await tenantsOf(bench.cluster());
    expect(records.map(({ isInUse }) => isInUse)).toEqual([false, false]);
    expect(await runningPostmaster(bench.cluster())).toBeUndefined();
    const started = await bench.driver.update(db, mine.want, mine, bench.local.step);
    expect(started).toMatchObject({ want: mine.want, have: mine.have, status: "ready", outputs: mine.outputs });
    expect((await tenantsOf(bench.cluster())).filter(({ isInUse }) => isInUse).map(({ service }) => service)).toEqual([
      "orders",
    ]);
    expect(await query(textOutput(mine.outputs, "url"), "SELECT 1")).toEqual([1]);
  });

  test("that is half deleted keeps no server running", async () => {
    const made = await bench.create();
    const interrupted = { ...bench.local.step, signal: AbortSignal.abort() };
    await expect(bench.driver.delete(db, made, interrupted)).rejects.toThrow();
    expect((await tenantsOf(bench.cluster())).map(({ isInUse }) => isInUse)).toEqual([false]);
    await bench.driver.delete(db, made, bench.local.step);
    expect(await tenantsOf(bench.cluster())).toEqual([]);
  });

  test("that is stopped is started to delete, and runs on only for who uses it", async () => {
    const [mine, others] = [await bench.create(), await bench.create(scope("db", "billing"))];
    await bench.stop("orders");
    await bench.stop("billing");
    await bench.driver.delete(db, mine, bench.local.step);
    expect(await bench.driver.read(db, mine, bench.local.step)).toBeUndefined();
    expect(await runningPostmaster(bench.cluster())).toBeUndefined();
    expect(await bench.driver.read(scope("db", "billing"), others, bench.local.step)).toMatchObject({
      status: "stopped",
    });
  });

  test("that is stopped hides no database that nobody recorded, from a removal or from another resource", async () => {
    const made = await bench.create();
    await bench.stop("orders");
    expect(await bench.driver.read(db, undefined, bench.local.step)).toMatchObject({
      want: made.want,
      have: made.have,
      status: "stopped",
    });
    expect(await runningPostmaster(bench.cluster())).toBeUndefined();
  });

  test("that is on its way down is waited for", async () => {
    const made = await bench.create();
    const { pid } = (await runningPostmaster(bench.cluster())) ?? { pid: 0 };
    process.kill(pid, "SIGINT");
    expect(await bench.driver.read(db, made, bench.local.step)).toMatchObject({ status: "stopped" });
  });

  test("keeps passwords out of every file that others could read, and out of its log", async () => {
    const made = await bench.create();
    const { superuserFile, folder, data, log } = bench.cluster();
    expect(statSync(superuserFile).mode & 0o777).toBe(0o600);
    expect(statSync(data).mode & 0o777).toBe(0o700);
    expect(statSync(folder).mode & 0o066).toBe(0);
    expect(statSync(log).mode & 0o777).toBe(0o600);
    expect(readFileSync(log, "utf8")).not.toContain(textOutput(made.outputs, "password"));
    const found = await promisify(execFile)("/bin/sh", [
      "-c",
      'grep -rl -- "$1" "$2" || true',
      "sh",
      textOutput(made.outputs, "password"),
      bench.local.home,
    ]);
    expect(found.stdout).toBe("");
  });

  // Another user's server runs as that user anyway; only root has to hand it to somebody else.
  test.skipIf(process.getuid?.() !== 0)("does not run as root", async () => {
    await bench.create();
    const { pid } = (await runningPostmaster(bench.cluster())) ?? { pid: 0 };
    expect(statSync(`/proc/${pid}`).uid).toBe(bench.local.folders.serverUser?.uid);
  });
});

describe("commands", () => {
  const script = join(import.meta.dirname, "..", "testing", "create-resource.ts");
  const run = (service: string) =>
    promisify(execFile)(
      process.execPath,
      ["--conditions=@towpath/source", script, bench.local.home, "postgres", service],
      {
        killSignal: "SIGKILL",
      },
    );

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
      await bench.driver.read(of, undefined, bench.local.step); // what a plan does: it must not stumble over what is half made
      const made = await bench.create(of);
      expect(made.want).toEqual(bench.driver.want(request(of, "postgres")));
      expect(await query(textOutput(made.outputs, "url"), "SELECT current_database()")).toEqual([databaseName(of)]);
      if (round % 3 === 2) await bench.driver.delete(of, made, bench.local.step);
    }
  });
});
