import { readFile } from "node:fs/promises";
import type { Connection } from "mysql2/promise";
import { answersOn, LOOPBACK } from "../ports/loopback.ts";
import { ADMIN, type MysqlInstance } from "./mysql-instance.ts";

const CONNECT_LIMIT_MS = 10_000;
const STATEMENT_LIMIT_MS = 60_000;
/** What a client hears when the server goes away under it, or has not begun to listen. */
const LOST = new Set(["ECONNREFUSED", "ECONNRESET", "EPIPE", "PROTOCOL_CONNECTION_LOST", "ER_SERVER_SHUTDOWN"]);

export interface MysqlLogin {
  readonly user: string;
  readonly password: string;
  readonly database?: string | undefined;
}

/**
 * Connects to a server of this machine for as long as `work` takes.
 *
 * @throws what the server says, as an error with its symbol as `code`, such as `ER_ACCESS_DENIED_ERROR`
 */
export async function asMysqlUser<T>(
  port: number,
  { user, password, database }: MysqlLogin,
  signal: AbortSignal,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  const { createConnection } = await import("mysql2/promise"); // a check or a build need not pay for it
  const connection = await createConnection({
    host: LOOPBACK,
    port,
    user,
    password,
    ...(database === undefined ? {} : { database }),
    charset: "utf8mb4_general_ci",
    connectTimeout: CONNECT_LIMIT_MS,
  });
  let broken: unknown;
  connection.on("error", (error: Error) => {
    broken = error; // the server went away while nothing was asked of it
  });
  const abort = () => connection.destroy();
  signal.addEventListener("abort", abort, { once: true });
  try {
    const result = await work(connection);
    if (broken) throw broken;
    return result;
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  } finally {
    signal.removeEventListener("abort", abort);
    connection.destroy();
  }
}

/** Connects as the administrator of an instance. */
export async function asAdmin<T>(
  instance: MysqlInstance,
  port: number,
  signal: AbortSignal,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  const password = await readFile(instance.adminFile, "utf8");
  return asMysqlUser(port, { user: ADMIN, password }, signal, work);
}

/** The rows of a statement, as objects. Values are told apart by `?`. */
export async function rows(
  connection: Connection,
  sql: string,
  values: readonly (string | number)[] = [],
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const [result] = await connection.query({ sql, values: [...values], timeout: STATEMENT_LIMIT_MS });
  return Array.isArray(result) ? result.flatMap((row) => (isRow(row) ? [row] : [])) : [];
}

function isRow(row: unknown): row is Readonly<Record<string, unknown>> {
  return typeof row === "object" && row !== null && !Array.isArray(row);
}

/** True when the server went away under a connection: a new one is found or started. */
export function isLostMysql(error: unknown): boolean {
  return error instanceof Error && "code" in error && typeof error.code === "string" && LOST.has(error.code);
}

/** Whether a server of this protocol listens: it greets whoever connects, and only once it is ready. */
export function isAnsweringMysql(port: number): Promise<boolean> {
  return answersOn(port, 1_000, "data");
}
