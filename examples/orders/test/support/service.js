import { randomBytes } from "node:crypto";
import { once } from "node:events";
import pg from "pg";
import { createApp } from "../../src/app.js";
import { readConfig } from "../../src/config.js";
import { openDatabase } from "../../src/database.js";
import { createLog } from "../../src/log.js";
import { migrate, readMigrations } from "../../src/migrations.js";

export const migrations = readMigrations(new URL("../../migrations/", import.meta.url));

/** A schema of its own in the database of DATABASE_URL, so that tests never meet each other's data or anyone else's. */
export async function openSchema() {
  const config = readConfig({ ...process.env, PORT: "0" });
  const name = `test_${randomBytes(6).toString("hex")}`;
  const admin = new pg.Client({ connectionString: config.databaseUrl });
  await admin.connect();
  await admin.query(`create schema ${name}`);
  const url = new URL(config.databaseUrl);
  url.searchParams.set("options", `-c search_path=${name}`);
  return {
    config: { ...config, databaseUrl: url.href },
    admin,
    name,
    async close() {
      await admin.query(`drop schema ${name} cascade`);
      await admin.end();
    },
  };
}

/** The service over a migrated schema, listening on a free port. */
export async function openService() {
  const schema = await openSchema();
  const client = new pg.Client({ connectionString: schema.config.databaseUrl });
  await client.connect();
  await migrate(client, migrations, () => {});
  await client.end();

  const lines = [];
  const log = createLog((line) => lines.push(JSON.parse(line)));
  const pool = openDatabase(schema.config.databaseUrl, log);
  const app = createApp(pool, schema.config.bucket, log);
  await once(app.server.listen(0, "127.0.0.1"), "listening");
  const address = `http://127.0.0.1:${app.server.address().port}`;

  return {
    ...app,
    address,
    lines,
    pool,
    config: schema.config,
    /** Asks the service; a plain object is sent as JSON. */
    async ask(method, path, body, headers = {}) {
      const isRaw = body instanceof Uint8Array;
      const answer = await fetch(address + path, {
        method,
        headers: { ...(body && !isRaw ? { "content-type": "application/json" } : {}), ...headers },
        body: body && !isRaw ? JSON.stringify(body) : body,
      });
      const isJson = answer.headers.get("content-type")?.includes("json");
      return {
        status: answer.status,
        headers: answer.headers,
        body: isJson ? await answer.json() : await answer.bytes(),
      };
    },
    async close() {
      await app.drain(100);
      await pool.end();
      await schema.close();
    },
  };
}
