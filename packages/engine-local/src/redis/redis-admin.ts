import type { RedisClientType } from "@redis/client";
import { LOOPBACK } from "../ports/loopback.ts";

/** The administrator's name. */
export const ADMIN = "towpath";
const CONNECT_LIMIT_MS = 5_000;
const COMMAND_LIMIT_MS = 20_000;

/**
 * Connects to a server of this machine for as long as `work` takes.
 *
 * @throws what the server says: `WRONGPASS …`, `LOADING …`
 */
export async function asRedisUser<T>(
  port: number,
  login: { readonly username: string; readonly password: string },
  signal: AbortSignal,
  work: (client: RedisClientType) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  const { createClient } = await import("@redis/client"); // a check or a build need not pay for it
  const client: RedisClientType = createClient({
    ...login,
    socket: { host: LOOPBACK, port, connectTimeout: CONNECT_LIMIT_MS, reconnectStrategy: false },
    commandOptions: { timeout: COMMAND_LIMIT_MS },
    disableClientInfo: true,
  });
  client.on("error", () => {}); // whoever waits for an answer hears of it
  const abort = () => client.destroy();
  try {
    await client.connect();
    signal.addEventListener("abort", abort, { once: true });
    signal.throwIfAborted();
    return await work(client);
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  } finally {
    signal.removeEventListener("abort", abort);
    if (client.isOpen) client.destroy();
  }
}

/** Whether a server is ready: it answers, and does not still read what it had stored. */
export async function isAnsweringRedis(port: number, password: string, signal: AbortSignal): Promise<boolean> {
  try {
    return await asRedisUser(port, { username: ADMIN, password }, signal, async (client) => {
      await client.ping();
      return true;
    });
  } catch (error) {
    if (signal.aborted) throw error;
    return isRefused(error); // there, and not ours any more: what reads it says so
  }
}

/** True when the server answers, and does not take the administrator's password or lets him do nothing. */
export function isRefused(error: unknown): boolean {
  return error instanceof Error && /^(WRONGPASS|NOAUTH|NOPERM)/.test(error.message);
}
