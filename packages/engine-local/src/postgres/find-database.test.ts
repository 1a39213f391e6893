import { afterAll, beforeAll, expect, test } from "vitest";
import { localFixture, request, scope } from "../testing/local-fixture.ts";
import { asService } from "../testing/postgres-subject.ts";
import { textOutput } from "../testing/text-output.ts";
import { clusterOf } from "./cluster.ts";
import { type PostgresHave, postgresDriver } from "./postgres-driver.ts";
import { asSuperuser } from "./superuser.ts";
import { removeTenant, tenantsOf } from "./tenants.ts";

const local = localFixture();
const driver = postgresDriver(local.folders);
const db = scope("db");
const want = driver.want(request(db, "postgres", { version: "17" }));
let made: Awaited<ReturnType<typeof driver.create>>;
beforeAll(async () => {
  made = await driver.create(db, want, local.step);
});
afterAll(() => local.close());

const id = () => `17/${made.have.database}`;
const find = (of: typeof db, name: string) => Promise.resolve(driver.find?.(of, name, local.step));
const superuser = (text: string) =>
  asSuperuser(clusterOf("17", local.folders), Number(made.outputs["port"]), "postgres", local.step.signal, (client) =>
    client.query(text),
  );

test("a database of its own is found; another's, and what is none, is refused by name", async () => {
  expect(await find(db, id())).toEqual({ want, have: made.have });
  expect(await find(db, "17/nothing")).toBeUndefined();
  expect(await find(db, "15/nothing")).toBeUndefined();
  const refused = (message: string) => ({
    code: "engine-local/adopt-refused",
    message: expect.stringContaining(message),
  });
  await expect(find(scope("other"), id())).rejects.toMatchObject(refused("belongs to resources.db of orders/dev"));
  await expect(find(scope("db", "billing"), id())).rejects.toMatchObject(
    refused("belongs to resources.db of orders/dev"),
  );
  for (const wrong of ["17/postgres", "17/template1", "14/x", "x", "17/../x", '17/a"b', "17/", `17/${"x".repeat(64)}`])
    await expect(find(db, wrong), wrong).rejects.toMatchObject({ code: "engine-local/adopt-id" });
});

test("one that nobody wrote down is taken over with a new password, its data as it was", async () => {
  await asService(textOutput(made.outputs, "url"), (client) => client.query("CREATE TABLE t AS SELECT 42 AS n"));
  const cluster = clusterOf("17", local.folders);
  await removeTenant(cluster, made.have.database);
  const found = await find(scope("taken"), id());
  expect(found).toEqual({ want, have: made.have });
  if (!found) throw new Error("It was not found.");
  const seen = await driver.read(scope("taken"), found, local.step);
  expect(seen).toMatchObject({ want: { ...want, password: "not recorded" }, status: "ready" });
  const taken = await driver.update(scope("taken"), want, seen ?? made, local.step);
  expect(taken.want).toEqual(want);
  expect(textOutput(taken.outputs, "password")).not.toBe(textOutput(made.outputs, "password"));
  const rows = asService(
    textOutput(taken.outputs, "url"),
    async (client) => (await client.query("SELECT n FROM t")).rows,
  );
  expect(await rows).toEqual([{ n: 42 }]);
  expect((await tenantsOf(cluster)).map(({ address }) => address)).toEqual(["resources.taken"]);
});

test("one that two took over is whose service used it first: the other one neither sees, changes nor removes it", async () => {
  const [first, second] = [scope("db", "first"), scope("db", "second")];
  const theirs = await driver.create(first, want, local.step);
  await asService(textOutput(theirs.outputs, "url"), (client) => client.query("CREATE TABLE t AS SELECT 7 AS n"));
  const { database } = theirs.have;
  await removeTenant(clusterOf("17", local.folders), database);
  const found = [await find(first, `17/${database}`), await find(second, `17/${database}`)];
  expect(found).toEqual([expect.objectContaining({ have: theirs.have }), found[0]]);
  await driver.update(first, want, theirs, local.step);

  expect(await driver.read(second, theirs, local.step)).toBeUndefined();
  await expect(driver.update(second, want, theirs, local.step)).rejects.toMatchObject({
    code: "engine-local/adopt-refused",
    message: `The database 17/${database} belongs to resources.db of first/dev.`,
  });
  await driver.delete(second, theirs, local.step);
  expect(await driver.read(first, theirs, local.step)).toMatchObject({ status: "ready" });
  const there = await superuser(`SELECT FROM pg_database WHERE datname = '${database}'`);
  expect(there.rowCount).toBe(1);
  await driver.delete(first, theirs, local.step);
});

test("one that somebody else's role owns is refused, and so is one on a server that is stopped", async () => {
  await superuser("CREATE DATABASE by_hand");
  const owner = {
    code: "engine-local/adopt-refused",
    message: expect.stringContaining("belongs to the role postgres"),
  };
  await expect(find(db, "17/by_hand")).rejects.toMatchObject(owner);
  const have: PostgresHave = made.have;
  await driver.delete(scope("taken"), { ...made, have }, local.step); // the last one: the server stops
  const stopped = { code: "engine-local/adopt-refused", message: expect.stringContaining("PostgreSQL 17 is stopped") };
  await expect(find(db, "17/by_hand")).rejects.toMatchObject(stopped);
});
