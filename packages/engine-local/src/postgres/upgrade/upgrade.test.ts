import { spawn } from "node:child_process";
import { once } from "node:events";
import { Secret } from "@towpath/core";
import type { Observed } from "@towpath/provisioning";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type LocalFixture, localFixture, request, scope } from "../../testing/local-fixture.ts";
import { clusterOf } from "../cluster.ts";
import { type PostgresHave, postgresDriver } from "../postgres-driver.ts";
import type { PostgresWant } from "../postgres-want.ts";
import { runningPostmaster } from "../postmaster.ts";
import { asSuperuser } from "../superuser.ts";
import { tenantsOf } from "../tenants.ts";
import { OF_SUPERUSER, RICH_DATA, RICH_SCHEMA, RICH_SETTINGS } from "./testing/rich-schema.ts";

let local: LocalFixture;
let driver: ReturnType<typeof postgresDriver>;

beforeEach(() => {
  local = localFixture();
  driver = postgresDriver(local.folders);
});
afterEach(() => local.close());

type Made = Observed<PostgresWant, PostgresHave>;

const db = scope("db");
const wanted = (version: string, settings: object = {}) =>
  driver.want(request(db, "postgres", { version, settings: { ...settings } }));

async function create(version: string, settings: object = {}): Promise<Made> {
  const made = await driver.create(db, wanted(version, settings), local.step);
  local.remember(made.outputs);
  return made;
}

async function upgrade(made: Made, version: string, settings: object = {}): Promise<Made> {
  const want = wanted(version, settings);
  const seen = await driver.read(db, made, local.step);
  if (!seen) throw new Error("It is gone.");
  expect(driver.assess?.(want, seen)).toMatchObject({ action: "upgrade", risk: "downtime" });
  const upgraded = await driver.update(db, want, seen, local.step);
  expect(upgraded.want).toEqual(want);
  local.remember(upgraded.outputs);
  return upgraded;
}

async function query(made: Made, text: string): Promise<unknown[]> {
  const url = made.outputs["url"];
  const client = new pg.Client({ connectionString: url instanceof Secret ? url.reveal() : "" });
  client.on("error", () => {});
  await client.connect();
  try {
    const result: unknown = await client.query({ text, rowMode: "array" });
    const last = Array.isArray(result) ? result.at(-1) : result;
    return last.rows.flat();
  } finally {
    await client.end();
  }
}

function superuser(made: Made, text: string, database = made.have.database): Promise<unknown[]> {
  const port = Number(made.outputs["port"]);
  const { major } = made.have;
  return asSuperuser(clusterOf(major, local.folders), port, database, local.step.signal, async (client) => {
    const result: unknown = await client.query({ text, rowMode: "array" });
    const last = Array.isArray(result) ? result.at(-1) : result;
    return last.rows.flat();
  });
}

const RICH = { extensions: ["citext", "hstore", "pgcrypto"], maxConnections: 9 };
const isLong = Boolean(process.env["TOWPATH_LONG"]);
const PAIRS = isLong
  ? (["15 16", "15 17", "15 18", "16 17", "16 18", "17 18"] as const)
  : (["15 18", "16 17"] as const);

describe("an upgrade", () => {
  test.each(PAIRS)("%s carries over everything that is in it", { timeout: 300_000 }, async (pair) => {
    const [from = "", to = ""] = pair.split(" ");
    const made = await create(from, RICH);
    await query(made, RICH_SCHEMA);
    await query(made, RICH_DATA);
    await superuser(made, OF_SUPERUSER);
    await superuser(made, RICH_SETTINGS.replaceAll(":db", made.have.database));
    const rows = await query(made, "SELECT count(*)::int, md5(string_agg(n::text, ' ' ORDER BY id)) FROM app.notes n");

    const upgraded = await upgrade(made, to, RICH);
    expect(upgraded.kept).toEqual({ name: from, version: from, want: wanted(from, RICH), have: made.have });
    expect(upgraded.outputs["port"]).not.toBe(made.outputs["port"]);
    expect(upgraded.outputs["password"]).toEqual(made.outputs["password"]);
    expect(await query(upgraded, "SELECT current_setting('server_version_num')::int / 10000")).toEqual([Number(to)]);
    expect(
      await query(upgraded, "SELECT count(*)::int, md5(string_agg(n::text, ' ' ORDER BY id)) FROM app.notes n"),
    ).toEqual(rows);
    expect(
      await query(upgraded, "SHOW search_path; SELECT current_setting('my.own'), current_setting('TimeZone')"),
    ).toEqual(["it's", "Asia/Tokyo"]);
    expect(await query(upgraded, "INSERT INTO app.notes (day) VALUES (NULL) RETURNING id")).toEqual(["1515"]);
    expect(await query(upgraded, "SELECT lo_get(424242, 100000, 4)")).toEqual([Buffer.from("far ")]);
    expect(await driver.read(db, upgraded, local.step)).toEqual({ ...upgraded, kept: undefined });
  });
});
