import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { describe, expect, test } from "vitest";
import { request, scope } from "../testing/local-fixture.ts";
import { db, postgresBench, query } from "../testing/postgres-bench.ts";
import { textOutput } from "../testing/text-output.ts";
import { clusterOf } from "./cluster.ts";
import { runningPostmaster } from "./postmaster.ts";
import { asSuperuser } from "./superuser.ts";
import { tenantsOf } from "./tenants.ts";

const bench = postgresBench();

describe("a database", () => {
  test("whose record somebody damaged while its server was stopped does not count as gone", async () => {
    const made = await bench.create();
    await bench.stop("orders");
    writeFileSync(join(bench.cluster().tenants, `${made.have.database}.json`), "{");
    const seen = await bench.driver.read(db, made, bench.local.step);
    expect(seen).toMatchObject({ status: "stopped", have: made.have });
    bench.local.remember(made.outputs);
    if (seen)
      expect(await bench.driver.update(db, made.want, seen, bench.local.step)).toMatchObject({ status: "ready" });
  });

  test("is there with its role, what was asked for, and an address that opens it", async () => {
    expect(await bench.driver.read(db, undefined, bench.local.step)).toBeUndefined();
    const settings = { maxConnections: 7, collation: "de_DE.utf8", extensions: ["pgcrypto", "citext"] };
    const made = await bench.create(db, settings);
    expect(made.want).toEqual(bench.driver.want(request(db, "postgres", { settings })));
    expect(made.want).toMatchObject({ major: "17", maxConnections: 7, collation: "de-DE" });

    const url = textOutput(made.outputs, "url");
    expect(url).toMatch(/^postgresql:\/\/orders_dev_db_[0-9a-f]{10}:[\w-]+@127\.0\.0\.1:\d+\/orders_dev_db_/);
    expect(
      await query(url, "SELECT rolsuper OR rolcreatedb OR rolcreaterole FROM pg_roles WHERE rolname = user"),
    ).toEqual([false]);
    await query(url, "CREATE TABLE t AS SELECT 'A'::citext AS x");
    expect(await query(url, "SELECT x FROM t WHERE x = 'a'")).toEqual(["A"]);
    expect(await query(url, "SHOW fsync")).toEqual(["on"]);
    expect(textOutput(made.outputs, "jdbcUrl")).toContain(
      `?user=${made.have.database}&password=${textOutput(made.outputs, "password")}`,
    );
  });

  test("refuses another password, another role, and the superuser without one", async () => {
    const [mine, others] = [await bench.create(), await bench.create(scope("db", "billing"))];
    const wrong = textOutput(mine.outputs, "url").replace(textOutput(mine.outputs, "password"), "wrong-password");
    await expect(query(wrong, "SELECT 1")).rejects.toThrow(/password authentication failed/);
    const trespass = textOutput(mine.outputs, "url").replace(/[^/]+$/, others.have.database);
    await expect(query(trespass, "SELECT 1")).rejects.toThrow(/permission denied for database/);
    const maintenance = textOutput(mine.outputs, "url").replace(/[^/]+$/, "postgres");
    await expect(query(maintenance, "SELECT 1")).rejects.toThrow(/permission denied for database/);
    const port = mine.outputs["port"];
    await expect(query(`postgresql://postgres:@127.0.0.1:${port}/postgres`, "SELECT 1")).rejects.toThrow();
  });

  test("is as it was the second time, and changes in place", async () => {
    const made = await bench.create();
    bench.local.remember(made.outputs);
    const again = await bench.driver.read(db, made, bench.local.step);
    expect(again).toEqual(made);

    const want = { ...made.want, maxConnections: 3, extensions: ["hstore"] };
    expect(bench.driver.assess?.(want, made)).toMatchObject({ action: "update", risk: "none" });
    const changed = await bench.driver.update(db, want, made, bench.local.step);
    expect(changed.want).toEqual(want);
    expect(textOutput(changed.outputs, "password")).toBe(textOutput(made.outputs, "password"));
    expect(await query(textOutput(made.outputs, "url"), "SELECT 1")).toEqual([1]);
  });

  test("shows what somebody changed behind our back, and is mended", async () => {
    const made = await bench.create();
    bench.local.remember(made.outputs);
    const { port } = (await runningPostmaster(bench.cluster())) ?? { port: 0 };
    const name = made.have.database;
    const signal = bench.local.step.signal;
    await asSuperuser(bench.cluster(), port, "postgres", signal, async (client) => {
      await client.query(`ALTER DATABASE ${name} CONNECTION LIMIT 999; GRANT CONNECT ON DATABASE ${name} TO PUBLIC`);
    });
    const drifted = await bench.driver.read(db, made, bench.local.step);
    expect(drifted?.want).toMatchObject({ maxConnections: 999, access: "every role has CONNECT" });
    if (!drifted) throw new Error("gone");
    const mended = await bench.driver.update(db, made.want, drifted, bench.local.step);
    expect(mended.want).toEqual(made.want);
    expect(await query(textOutput(made.outputs, "url"), "SELECT 1")).toEqual([1]);
  });

  test("is gone when it is deleted, while someone is connected, and the last one stops the server", async () => {
    const [first, second] = [await bench.create(), await bench.create(scope("other"))];
    const client = new pg.Client({ connectionString: textOutput(first.outputs, "url") });
    client.on("error", () => {});
    await client.connect();
    await bench.driver.delete(db, first, bench.local.step);
    expect(await bench.driver.read(db, first, bench.local.step)).toBeUndefined();
    await client.end().catch(() => {});
    const roles = await query(
      textOutput(second.outputs, "url"),
      "SELECT rolname FROM pg_roles WHERE rolname LIKE 'orders%'",
    );
    expect(roles).toEqual([second.have.database]);
    await bench.driver.delete(scope("other"), second, bench.local.step);
    expect(await runningPostmaster(bench.cluster())).toBeUndefined();
  });

  test("keeps its name, its data and its port when the resource is renamed", async () => {
    const made = await bench.create();
    bench.local.remember(made.outputs);
    const database = scope("database");
    const renamed = await bench.driver.read(database, made, bench.local.step);
    expect(renamed).toMatchObject({ want: made.want, have: made.have });
    expect((await tenantsOf(bench.cluster())).map(({ address }) => address)).toEqual(["resources.db"]);
    expect(await bench.driver.update(database, made.want, made, bench.local.step)).toEqual(made);
    expect((await tenantsOf(bench.cluster())).map(({ address }) => address)).toEqual(["resources.database"]);
  });
});

describe("what is refused", () => {
  test("an earlier major version, before anything is touched", async () => {
    const made = await bench.create();
    const want = bench.driver.want(request(db, "postgres", { version: "16" }));
    expect(() => bench.driver.assess?.(want, made)).toThrow(/is on PostgreSQL 17, and 16 is asked for/);
    const downgrade = { code: "engine-local/postgres-downgrade" };
    await expect(bench.driver.update(db, want, made, bench.local.step)).rejects.toMatchObject(downgrade);
    const unknown = { code: "engine-local/postgres-not-on-record", hint: expect.stringContaining("17/orders_dev_db_") };
    await expect(bench.driver.create(db, want, bench.local.step)).rejects.toMatchObject(unknown);
    expect(existsSync(clusterOf("16", bench.local.folders).folder)).toBe(false);
  });

  test("extensions that need each other come and go in any order, and what one needs has to be named", async () => {
    const made = await bench.create(db, { extensions: ["earthdistance", "cube"] });
    expect(made.want.extensions).toEqual(["cube", "earthdistance"]);
    bench.local.remember(made.outputs);
    const without = await bench.driver.update(db, { ...made.want, extensions: [] }, made, bench.local.step);
    expect(without.want.extensions).toEqual([]);
    await expect(
      bench.driver.update(db, { ...made.want, extensions: ["earthdistance"] }, without, bench.local.step),
    ).rejects.toThrow(/earthdistance cannot be added to the database: required extension "cube" is not installed/);
  });

  test("another collation is another database", async () => {
    const made = await bench.create();
    expect(bench.driver.assess?.({ ...made.want, collation: "en-US" }, made)).toMatchObject({
      action: "replace",
      risk: "data-loss",
    });
  });

  test("an extension that is not there", async () => {
    await expect(bench.create(db, { extensions: ["postgis"] })).rejects.toThrow(/comes without the extension postgis/);
  });

  test.each([
    [{ version: "14" }, /It runs|does not run/],
    [{ settings: { maxConnections: "many" } }, /"maxConnections" of resources\.db is "many"/],
    [{ settings: { collation: "'; DROP" } }, /"collation"/],
    [{ settings: { extensions: ['x"; DROP'] } }, /"extensions"/],
  ])("%j", (more, message) => {
    expect(() => bench.driver.want(request(db, "postgres", more))).toThrow(message);
  });
});
