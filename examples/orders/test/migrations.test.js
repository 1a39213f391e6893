import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import pg from "pg";
import { migrate } from "../src/migrations.js";
import { migrations, openSchema } from "./support/service.js";

const quiet = () => {};
let schema;
before(async () => (schema = await openSchema()));
after(() => schema.close());

async function run(steps) {
  const client = new pg.Client({ connectionString: schema.config.databaseUrl });
  await client.connect();
  try {
    return await migrate(client, steps, quiet);
  } finally {
    await client.end();
  }
}

test("two at once take each step once, and a third has nothing to do", async () => {
  const [one, other] = await Promise.all([run(migrations), run(migrations)]);
  assert.deepEqual([one, other].sort(), [0, migrations.length]);
  assert.equal(await run(migrations), 0);
});

test("a release that knows fewer migrations runs on a newer database", async () => {
  assert.equal(await run(migrations.slice(0, 1)), 0);
});

test("a migration that was applied must not be edited", async () => {
  const edited = migrations.map((step, index) => (index === 0 ? { ...step, digest: "other" } : step));
  await assert.rejects(run(edited), /Migration 1 \(orders\) was applied and edited since/);
});

test("a step that fails leaves nothing behind", async () => {
  const broken = { version: 99, name: "broken", digest: "x", sql: "create table half (id int); select 1/0;" };
  await assert.rejects(run([...migrations, broken]), /Migration 99 \(broken\) failed: division by zero/);
  const { rows } = await schema.admin.query("select to_regclass($1) as half", [`${schema.name}.half`]);
  assert.equal(rows[0].half, null);
});
