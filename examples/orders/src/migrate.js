import pg from "pg";
import { createLog, describeError } from "./log.js";
import { migrate, readMigrations } from "./migrations.js";

const log = createLog();
const { DATABASE_URL } = process.env;

if (!DATABASE_URL) {
  log("error", "DATABASE_URL is not set");
  process.exitCode = 1;
} else {
  const client = new pg.Client({
    connectionString: DATABASE_URL,
    application_name: "orders migration",
    connectionTimeoutMillis: 5_000,
  });
  try {
    await client.connect();
    const steps = await migrate(client, readMigrations(new URL("../migrations/", import.meta.url)), log);
    log("info", "the database is up to date", { steps });
  } catch (error) {
    log("error", "the migration failed", describeError(error));
    process.exitCode = 1;
  } finally {
    await client.end();
  }
}
