import { readFile } from "node:fs/promises";
import type { Secret } from "@towpath/core";
import type { Client } from "pg";
import { LOOPBACK } from "../ports/loopback.ts";
import { type Cluster, SUPERUSER } from "./cluster.ts";

const CONNECT_LIMIT_MS = 10_000;
const STATEMENT_LIMIT_MS = 60_000;
/**
 * Against what a database's owner may have set for every session in it: a search path with things of their own before
 * PostgreSQL's, which a superuser would then run, another role, and what ends a session or lets it write nothing.
 */
export const OPTIONS = Object.entries({
  search_path: "pg_catalog",
  role: "none",
  default_transaction_read_only: "off",
  idle_session_timeout: "0",
  idle_in_transaction_session_timeout: "0",
  lock_timeout: "0",
})
  .map(([setting, value]) => `-c ${setting}=${value}`)
  .join(" ");

/**
 * Connects to a database of a cluster as its superuser, for as long as `work` takes.
 *
 * @param options `statementMs`: how long one statement may take; 0 for no limit but that of `signal`
 *
 * @throws what PostgreSQL says, as an error with its SQLSTATE as `code`
 */
export async function asSuperuser<T>(
  cluster: Cluster,
  port: number,
  database: string,
  signal: AbortSignal,
  work: (client: Client) => Promise<T>,
  options: StatementOptions = {},
): Promise<T> {
  signal.throwIfAborted();
  const password = await readFile(cluster.superuserFile, "utf8");
  return connected(port, { user: SUPERUSER, password, database }, signal, work, options);
}

/** Connects to a database of a server as the role of its own name. As {@link asSuperuser}. */
export function asOwner<T>(
  port: number,
  database: string,
  password: Secret,
  signal: AbortSignal,
  work: (client: Client) => Promise<T>,
  options: StatementOptions = {},
): Promise<T> {
  return connected(port, { user: database, password: password.reveal(), database }, signal, work, options);
}

interface StatementOptions {
  readonly statementMs?: number;
}

async function connected<T>(
  port: number,
  login: { readonly user: string; readonly password: string; readonly database: string },
  signal: AbortSignal,
  work: (client: Client) => Promise<T>,
  { statementMs = STATEMENT_LIMIT_MS }: StatementOptions,
): Promise<T> {
  signal.throwIfAborted();
  const { default: pg } = await import("pg"); // 50 ms that a check or a build need not pay
  const client = new pg.Client({
    host: LOOPBACK,
    port,
    ...login,
    ssl: false,
    application_name: "towpath",
    connectionTimeoutMillis: CONNECT_LIMIT_MS,
    statement_timeout: statementMs,
    options: OPTIONS,
  });
  let broken: unknown;
  client.on("error", (error: Error) => {
    broken = error; // the server went away while nothing was asked of it
  });
  await client.connect();
  const abort = () => void client.end().catch(() => {});
  signal.addEventListener("abort", abort, { once: true });
  try {
    const result = await work(client);
    if (broken) throw broken;
    return result;
  } catch (error) {
    throw signal.aborted ? signal.reason : (broken ?? error); // what is said after the end is not the cause
  } finally {
    signal.removeEventListener("abort", abort);
    await client.end().catch(() => {});
  }
}
