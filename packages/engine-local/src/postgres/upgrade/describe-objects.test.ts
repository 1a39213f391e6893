import { afterAll, expect, test } from "vitest";
import { localFixture, request, scope } from "../../testing/local-fixture.ts";
import { asService } from "../../testing/postgres-subject.ts";
import { textOutput } from "../../testing/text-output.ts";
import { clusterOf } from "../cluster.ts";
import { postgresDriver } from "../postgres-driver.ts";
import { asSuperuser } from "../superuser.ts";
import { digestTable, tablesOf } from "./copy-tables.ts";
import { describeObjects } from "./describe-objects.ts";
import { RICH_DATA, RICH_SCHEMA } from "./testing/rich-schema.ts";

const local = localFixture();
afterAll(() => local.close());

/** A change of nearly everything, each of which has to be seen: an upgrade that lost it must not pass for whole. */
const CHANGES = [
  "ALTER TABLE app.notes DROP CONSTRAINT price_sane",
  "ALTER TABLE app.notes ALTER COLUMN price TYPE numeric(20, 6)",
  "ALTER TABLE app.notes ALTER COLUMN mood DROP NOT NULL",
  "ALTER TABLE app.notes ALTER COLUMN late DROP DEFAULT",
  "ALTER TABLE app.anchors OWNER TO pg_monitor",
  "REVOKE SELECT ON app.notes FROM PUBLIC",
  "REVOKE EXECUTE ON FUNCTION app.rows FROM PUBLIC",
  "REVOKE USAGE ON TYPE app.mood FROM PUBLIC",
  "ALTER TABLE app.marks_1 DROP CONSTRAINT own_one",
  "REVOKE INSERT (late) ON app.notes FROM PUBLIC",
  "CREATE OR REPLACE FUNCTION app.twice(n integer) RETURNS integer LANGUAGE plpgsql IMMUTABLE AS 'BEGIN RETURN n; END'",
  "DROP TRIGGER touching ON app.notes",
  "DROP RULE no_delete ON app.happy",
  "DROP POLICY limit_all ON app.guarded",
  "ALTER TABLE app.guarded NO FORCE ROW LEVEL SECURITY",
  "DROP INDEX app.notes_tags",
  "DROP STATISTICS app.together",
  "ALTER TYPE app.mood RENAME VALUE 'ok' TO 'fine'",
  "DROP CAST (app.pair AS text)",
  "ALTER TABLE app.child NO INHERIT app.parent",
  "ALTER PUBLICATION chosen DROP TABLE app.anchors",
  "ALTER DEFAULT PRIVILEGES FOR ROLE :db IN SCHEMA app REVOKE SELECT ON TABLES FROM PUBLIC",
  "COMMENT ON SCHEMA app IS NULL",
  "REFRESH MATERIALIZED VIEW app.empty",
  "DROP COLLATION app.blind",
  "DROP EXTENSION pgcrypto",
];

test("what an upgrade is held against sees each change of what is in a database", { timeout: 60_000 }, async () => {
  const db = scope("db");
  const driver = postgresDriver(local.folders);
  const settings = { extensions: ["citext", "hstore", "pgcrypto"] };
  const made = await driver.create(db, driver.want(request(db, "postgres", { settings })), local.step);
  const { database } = made.have;
  await asService(textOutput(made.outputs, "url"), async (client) => {
    await client.query(RICH_SCHEMA);
    await client.query(RICH_DATA);
  });
  const cluster = clusterOf("17", local.folders);
  const port = Number(made.outputs["port"]);
  await asSuperuser(cluster, port, database, local.step.signal, async (client) => {
    await client.query("BEGIN");
    const before = await describeObjects(client);
    expect(before.length).toBeGreaterThan(150);
    expect(await describeObjects(client)).toEqual(before);
    for (const change of CHANGES) {
      await client.query("SAVEPOINT one; SET LOCAL search_path TO public");
      await client.query(change.replaceAll(":db", database));
      expect(await describeObjects(client), change).not.toEqual(before);
      await client.query("ROLLBACK TO one");
    }
    const tables = await tablesOf(client);
    expect(tables.map(({ name }) => name)).toEqual([...new Set(tables.map(({ name }) => name))].toSorted());
    const notes = tables.find(({ name }) => name === "app.notes");
    if (!notes) throw new Error("There is no app.notes.");
    const digest = await digestTable(notes, client);
    expect(digest).toMatch(/^302 rows, digest -?\d+ -?\d+$/);
    await client.query("UPDATE app.notes SET late = late || ' ' WHERE id = 5");
    expect(await digestTable(notes, client)).not.toBe(digest);
    await client.query("ROLLBACK");
  });
});
