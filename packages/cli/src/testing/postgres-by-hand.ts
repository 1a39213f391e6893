import { readFileSync } from "node:fs";
import { join } from "node:path";
import { localFolders } from "@towpath/engine-local";
import pg from "pg";

/**
 * Does what somebody does by hand: runs statements as the superuser of a local server of Towpath.
 *
 * @param home where Towpath keeps everything
 * @param statements one a line; `"DATABASE"` stands for the one database that Towpath made there
 */
export async function postgresByHand(home: string, major: string, statements: readonly string[]): Promise<void> {
  const folder = join(localFolders({ TOWPATH_HOME: home }).servers, "postgres", major);
  const client = new pg.Client({
    host: "127.0.0.1",
    port: Number(readFileSync(join(folder, "port"), "utf8")),
    user: "postgres",
    password: readFileSync(join(folder, "superuser-password"), "utf8"),
    database: "postgres",
  });
  await client.connect();
  try {
    const { rows } = await client.query<{ datname: string }>(
      "SELECT datname FROM pg_database WHERE datname ~ '_[0-9a-f]{10}$'",
    );
    for (const statement of statements)
      await client.query(statement.replaceAll('"DATABASE"', client.escapeIdentifier(rows[0]?.datname ?? "")));
  } finally {
    await client.end();
  }
}
