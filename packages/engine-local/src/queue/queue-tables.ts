import type { Secret } from "@towpath/core";
import type { Client } from "pg";
import type { QueueOptions } from "./queue-want.ts";

/** Where pg-boss keeps its tables unless it is told otherwise: a service that connects finds them. */
export const SCHEMA = "pgboss";
const DAY_S = 86_400;
const CONNECT_LIMIT_MS = 10_000;
/** https://www.postgresql.org/docs/current/errcodes-appendix.html: no such table, no such schema. */
const MISSING = new Set(["42P01", "3F000"]);

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

/** How a queue is set up, read from its table. Null where it, or all of pg-boss, is gone. */
export async function inspectQueue(client: Client, name: string): Promise<QueueOptions | null> {
  try {
    const { rows } = await client.query<QueueRow>(
      `SELECT retry_limit, retry_delay, retry_backoff, expire_seconds, retention_seconds, dead_letter
       FROM ${SCHEMA}.queue WHERE name = $1`,
      [name],
    );
    const [row] = rows;
    return row ? optionsOf(row) : null;
  } catch (error) {
    if (error instanceof Error && "code" in error && MISSING.has(String(error.code))) return null;
    throw error;
  }
}

interface QueueRow {
  readonly retry_limit: number;
  readonly retry_delay: number;
  readonly retry_backoff: boolean;
  readonly expire_seconds: number;
  readonly retention_seconds: number;
  readonly dead_letter: string | null;
}

function optionsOf(row: QueueRow): QueueOptions {
  return {
    retryLimit: row.retry_limit,
    retryDelaySeconds: row.retry_delay,
    retryBackoff: row.retry_backoff,
    expireSeconds: row.expire_seconds,
    retentionDays: row.retention_seconds / DAY_S,
    deadLetter: row.dead_letter !== null,
  };
}
