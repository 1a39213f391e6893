import type { Secret } from "@towpath/core";
import type { Client } from "pg";
import { to as copyTo } from "pg-copy-streams";
import type { QueueOptions } from "./queue-want.ts";

/** Where pg-boss keeps its tables unless it is told otherwise: a service that connects finds them. */
export const SCHEMA = "pgboss";
const DAY_S = 86_400;
const CONNECT_LIMIT_MS = 10_000;
/** https://www.postgresql.org/docs/current/errcodes-appendix.html: no such table, schema, column; something else than a table. */
const MISSING = new Set(["42P01", "3F000", "42703", "42809"]);

/** Where what failed for good is kept. */
export function deadLetterOf(name: string): string {
  return `${name}.failed`;
}

/**
 * Puts pg-boss's tables into a database, and makes the queue as it is wanted, whatever of it is there. Tables of a newer
 * pg-boss, which the service brought, are left as they are.
 *
 * @param url of the database, with its own user's password: all of it belongs to that user
 */
export async function ensureQueue(url: Secret, name: string, want: QueueOptions, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const { PgBoss } = await import("pg-boss"); // a check or a build need not pay for it
  const boss = new PgBoss({
    connectionString: url.reveal(),
    application_name: "towpath",
    connectionTimeoutMillis: CONNECT_LIMIT_MS,
    max: 2,
    supervise: false,
    schedule: false,
    registerInstance: false,
  });
  boss.on("error", () => {}); // whoever waits for an answer hears of it
  await boss.start();
  try {
    const failed = deadLetterOf(name);
    if (want.deadLetter) await boss.createQueue(failed);
    const options = {
      retryLimit: want.retryLimit,
      retryDelay: want.retryDelaySeconds,
      retryBackoff: want.retryBackoff,
      expireInSeconds: want.expireSeconds,
      retentionSeconds: want.retentionDays * DAY_S,
    };
    await boss.createQueue(name, { ...options, ...(want.deadLetter ? { deadLetter: failed } : {}) });
    await boss.updateQueue(name, { ...options, deadLetter: want.deadLetter ? failed : null });
    signal.throwIfAborted();
  } finally {
    await boss.stop({ graceful: false });
  }
}

/** Far more than the queues of a service take, in bytes. */
const LONGEST = 1_000_000;
const COLUMNS = [
  "name",
  "retry_limit",
  "retry_delay",
  "retry_backoff",
  "expire_seconds",
  "retention_seconds",
  "dead_letter",
] as const;

/**
 * How a queue is set up, read from its table. Null where it, or all of pg-boss, is gone.
 *
 * The tables are the service's, who may have put a view in their place: a query would run what is in it with all rights of
 * `client`. COPY reads a table and nothing else, and runs nothing of its owner's.
 */
export async function inspectQueue(client: Client, name: string): Promise<QueueOptions | null> {
  const found: Buffer[] = [];
  let size = 0;
  try {
    for await (const part of client.query(copyTo(`COPY ${SCHEMA}.queue (${COLUMNS.join(", ")}) TO STDOUT`))) {
      const bytes = Buffer.from(part);
      size += bytes.length;
      if (size <= LONGEST) found.push(bytes);
    }
  } catch (error) {
    if (error instanceof Error && "code" in error && MISSING.has(String(error.code))) return null;
    throw error;
  }
  const rows = Buffer.concat(found).toString("utf8").split("\n");
  const row = rows.map((line) => line.split("\t")).find(([first]) => first === name);
  return row ? optionsOf(row) : null;
}

/** Fields as COPY writes them: https://www.postgresql.org/docs/current/sql-copy.html */
function optionsOf(row: readonly string[]): QueueOptions {
  const [, retryLimit, retryDelay, retryBackoff, expire, retention, deadLetter] = row;
  return {
    retryLimit: Number(retryLimit),
    retryDelaySeconds: Number(retryDelay),
    retryBackoff: retryBackoff === "t",
    expireSeconds: Number(expire),
    retentionDays: Number(retention) / DAY_S,
    deadLetter: deadLetter !== "\\N",
  };
}
