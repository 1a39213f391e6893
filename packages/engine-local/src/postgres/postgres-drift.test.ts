import type { Json } from "@towpath/core";
import { afterAll, expect, test } from "vitest";
import { localFixture, request, scope } from "../testing/local-fixture.ts";
import postgresSubject, { asService } from "../testing/postgres-subject.ts";
import { textOutput } from "../testing/text-output.ts";
import { postgresDriver } from "./postgres-driver.ts";

const local = localFixture();
afterAll(() => local.close());

/** What is named of each, in which field: nothing else may differ. */
const NAMED: Readonly<Record<string, Readonly<Record<string, Json>>>> = {
  "a dropped grant": { access: "its own role lacks CONNECT, TEMPORARY" },
  "a privilege for all": { access: "every role has CREATE" },
  "a grant to somebody else": { access: "pg_monitor has CONNECT with grant option" },
  "another owner": { owner: "postgres" },
  "a superuser": { role: "SUPERUSER, CREATEROLE" },
  "a role with bounds": { role: "CONNECTION LIMIT 0, VALID UNTIL 2001-01-01 00:00:00+00" },
  "a role that cannot log in": { role: "NOLOGIN" },
  "a member of a group": { role: "member of pg_read_all_data" },
  "somebody who may be the role": { role: "also used by pg_monitor" },
  "another password": { password: "changed" },
  "no password": { password: "none" },
  "a dropped extension": { extensions: [] },
  "an extension that nobody asked for": { extensions: ["citext", "hstore"] },
  "another limit of connections": { maxConnections: 2 },
  "a setting that only a superuser makes": { settings: "log_statement = all" },
  "a setting of the role": { settings: "session_replication_role = replica" },
  "closed to all": { access: "nobody: it was not finished", extensions: [] },
};

test("what its owner sets for every session is no way to act as the superuser", async () => {
  const db = scope("trap");
  const driver = postgresDriver(local.folders);
  const want = driver.want(request(db, "postgres", { version: "16", settings: { extensions: ["citext"] } }));
  const made = await driver.create(db, want, local.step);
  local.remember(made.outputs);
  const name = made.have.database;
  await asService(textOutput(made.outputs, "url"), async (client) => {
    await client.query(`CREATE SCHEMA trap; CREATE TABLE trap.seen (who text);
      CREATE FUNCTION trap.spring(text) RETURNS text LANGUAGE sql AS 'INSERT INTO trap.seen VALUES (session_user) RETURNING who';
      CREATE VIEW trap.pg_extension AS SELECT trap.spring('x')::name AS extname;
      CREATE FUNCTION trap.concat(text, text) RETURNS text LANGUAGE sql AS 'SELECT trap.spring($1)';
      CREATE OPERATOR trap.|| (LEFTARG = text, RIGHTARG = text, FUNCTION = trap.concat);
      ALTER DATABASE ${name} SET search_path = trap, pg_catalog, public; ALTER DATABASE ${name} SET role = ${name}`);
  });
  const seen = await driver.read(db, made, local.step);
  expect(seen?.want).toEqual(want);
  const more = driver.want(request(db, "postgres", { version: "17", settings: { extensions: ["citext", "hstore"] } }));
  const upgraded = await driver.update(db, more, seen ?? made, local.step);
  expect(upgraded.want).toEqual(more);
  const trapped = asService(textOutput(upgraded.outputs, "url"), (client) => client.query("SELECT who FROM trap.seen"));
  expect((await trapped).rows).toEqual([]);
});

test("what its owner sets for every session keeps the superuser from nothing", async () => {
  const db = scope("barred");
  const driver = postgresDriver(local.folders);
  const wanted = (...extensions: string[]) =>
    driver.want(request(db, "postgres", { version: "16", settings: { extensions } }));
  const made = await driver.create(db, wanted(), local.step);
  local.remember(made.outputs);
  const name = made.have.database;
  const bars = { idle_session_timeout: "1", default_transaction_read_only: "on", lock_timeout: "1" };
  await asService(textOutput(made.outputs, "url"), (client) =>
    client.query(
      Object.entries(bars)
        .map((bar) => `ALTER DATABASE ${name} SET ${bar.join(" = ")};`)
        .join("\n"),
    ),
  );
  expect((await driver.read(db, made, local.step))?.want).toEqual(wanted());
  const updated = await driver.update(db, wanted("citext", "hstore"), made, local.step);
  expect(updated.want).toEqual(wanted("citext", "hstore"));
});

test("whatever somebody changed is named, and mended; what its owner may set is nobody's business", async () => {
  const db = scope("db");
  const subject = postgresSubject(local.home);
  const driver = postgresDriver(local.folders);
  const { version, settings = {} } = subject.example;
  const want = driver.want(request(db, "postgres", { version, settings }));
  const made = await driver.create(db, want, local.step);
  local.remember(made.outputs);
  const thing = { scope: db, have: made.have, outputs: made.outputs };
  await subject.data?.put(thing);
  await asService(textOutput(made.outputs, "url"), async (client) => {
    await client.query(`ALTER DATABASE ${made.have.database} SET timezone = 'Asia/Tokyo'`);
    await client.query("ALTER ROLE CURRENT_USER SET statement_timeout = '5s'");
  });
  expect(await driver.read(db, made, local.step)).toEqual(made);
  for (const { name, disturb, isMended } of subject.disturbances ?? []) {
    const named = NAMED[name];
    if (!named) continue; // a database that is gone is made anew: see the conformance test
    await disturb(thing);
    const seen = await driver.read(db, made, local.step);
    expect(seen?.want, name).toEqual({ ...want, ...named });
    if (!seen) throw new Error("It is gone.");
    expect(JSON.stringify(seen), name).not.toContain("SCRAM");
    expect((await driver.update(db, want, seen, local.step)).want, name).toEqual(want);
    expect((await driver.read(db, made, local.step))?.want, name).toEqual(want);
    expect((await isMended?.(thing)) ?? true, name).toBe(true);
    expect(await subject.data?.isThere(thing), name).toBe(true);
  }
  const zone = await asService(textOutput(made.outputs, "url"), (client) => client.query("SHOW timezone"));
  expect(zone.rows).toEqual([{ TimeZone: "Asia/Tokyo" }]);
});
