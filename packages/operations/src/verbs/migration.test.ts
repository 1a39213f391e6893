import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { nodeClock } from "@towpath/core";
import { afterAll, expect, test } from "vitest";
import { folderWith, manifestOf } from "../testing/folder-with.ts";
import { build } from "./build.ts";
import { deploy } from "./deploy.ts";
import { destroy } from "./destroy.ts";
import { status } from "./status.ts";
import { up } from "./up.ts";

/** PostgreSQL's client, in the test's own packages: the service here has none. */
const pg = createRequire(import.meta.resolve("@towpath/testkit")).resolve("pg");

/** It is well whatever its tables are; only who asks for prices learns of them. */
const server = (column: string) => `
const { Pool } = require(${JSON.stringify(pg)});
const pool = new Pool({ connectionString: process.env.DATABASE_URL });
pool.on("error", () => {});
require("node:http").createServer(async (request, response) => {
  if (request.url === "/healthz") return response.end();
  try {
    const { rows } = await pool.query("select ${column} from prices");
    response.end("${column} " + rows.length);
  } catch (error) {
    response.writeHead(500).end(error.message);
  }
}).listen(process.env.PORT, "127.0.0.1");
process.on("SIGTERM", () => process.exit(0));
`;
const migration = (statement: string) => `
const { Client } = require(${JSON.stringify(pg)});
const client = new Client({ connectionString: process.env.DATABASE_URL });
client.connect().then(() => client.query(${JSON.stringify(statement)})).then(() => client.end());
`;
const SMOKE = `
fetch(process.env.TOWPATH_URL + "/prices").then(async (answer) => {
  console.log(await answer.text());
  process.exit(answer.ok ? 0 : 1);
});
`;

const { folder, effects } = folderWith(
  {
    "towpath.yaml": manifestOf(
      "shop",
      `resources: { db: { type: postgres } }
workload:
  run: exec node server.js
  port: 18240
  health: { path: /healthz, interval: 100ms, grace: 10s }
  variables: { DATABASE_URL: "\${resources.db.url}" }
  deploy: { migrate: node migrate.js, smoke: node smoke.js }
build: { output: [server.js, migrate.js, smoke.js] }
`,
    ),
    "smoke.js": SMOKE,
  },
  { clock: nodeClock },
);
const confirm = async () => true;
afterAll(() => destroy({ allowed: ["data-loss:resources.db"], confirm }, effects));

/** @param column that its queries name @param statement of its migration */
function write(column: string, statement: string): void {
  writeFileSync(join(folder, "server.js"), server(column));
  writeFileSync(join(folder, "migrate.js"), migration(statement));
}

async function bringOut(version: string, column: string, statement: string) {
  write(column, statement);
  await build({ version }, effects);
  return deploy({}, effects);
}

test("a migration that breaks what serves keeps its release from users; one that expands first does not", async () => {
  write("amount", "create table if not exists prices (amount integer)");
  expect(await up({}, effects)).toMatchObject({ status: "ok" });

  const expand = "alter table prices add column cents integer";
  const expanded = await bringOut("1.1.0", "cents", expand);
  expect(expanded).toMatchObject({ status: "ok", data: { deployment: { verdict: "succeeded" } } });
  expect(expanded.data?.gates).toContainEqual({
    gate: "schema",
    answer: "allow",
    reason: expect.stringMatching(/still holds after the migration, by \d+ checks\.$/),
  });

  const renamed = await bringOut("1.2.0", "euros", "alter table prices rename column cents to euros");
  expect(renamed).toMatchObject({
    status: "failed",
    summary: expect.stringMatching(
      /^shop 1\.2\.0 .* did not get to the users of dev; 1\.1\.0 .* stays as it was: schema: The migration "node migrate\.js" broke 1\.1\.0 \(sha256:\w+\), which still serves: the smoke command "node smoke\.js" exited with code 1\. .* expand it first/,
    ),
    sections: [{ kind: "lines", lines: ['column "cents" does not exist'] }],
    data: { deployment: { verdict: "failed_before_exposure", gates: expect.anything() } },
  });
  expect(renamed.data?.gates).toContainEqual(expect.objectContaining({ gate: "schema", answer: "deny" }));
  expect(await status({ environment: "dev" }, effects)).toMatchObject({
    data: { instances: [{ status: "healthy", artifact: expanded.data?.deployment?.artifact.digest }] },
  });

  // The way forward: what was broken before is not held against what mends it.
  const onwards = await bringOut("1.3.0", "euros", "select 1");
  expect(onwards).toMatchObject({ status: "ok", data: { deployment: { verdict: "succeeded" } } });
  expect(onwards.data?.gates).toContainEqual(
    expect.objectContaining({
      gate: "schema",
      reason: expect.stringMatching(/not looked at is what did not hold before/),
    }),
  );
}, 120_000);
