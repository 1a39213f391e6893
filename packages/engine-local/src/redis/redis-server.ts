import { readFile } from "node:fs/promises";
import type { RedisClientType } from "@redis/client";
import type { Context } from "@towpath/provisioning";
import type { LocalFolders } from "../data-folder/local-folders.ts";
import type { ServerContext, ServerManual } from "../programs/machine-server.ts";
import { requireProgram } from "../programs/require-program.ts";
import { PRODUCTS } from "../programs/server-product.ts";
import { ADMIN, asRedisUser, isAnsweringRedis } from "./redis-admin.ts";
import { type RedisRecord, redisPlaces, writeRedis } from "./redis-record.ts";
import type { RedisWant } from "./redis-want.ts";

type Waiting = Pick<Context, "clock" | "signal">;
/** Its log of changes, to begin with. */
const ROOM = 4_000_000;
const PATIENCE_MS = 60_000;
/** A gigabyte takes some seconds. */
const LOG_LIMIT_MS = 30_000;

/** Nothing but loopback, nothing of the machine's own configuration, and no paths: it runs in its own folder. */
function argumentsFor(want: RedisWant, port: number): readonly string[] {
  const network = ["--port", String(port), "--bind", "127.0.0.1", "--protected-mode", "yes"];
  const users = ["--aclfile", "../users.acl"];
  const storing = ["--dir", ".", "--save", "", "--appendonly", want.persistence === "disk" ? "yes" : "no"];
  const memory = ["--maxmemory", `${want.maxMemoryMiB}mb`, "--maxmemory-policy", want.eviction];
  // A title would overwrite the environment, by which one is found that nobody wrote down.
  const process = ["--daemonize", "no", "--set-proc-title", "no", "--always-show-logo", "no"];
  return [...network, ...users, ...storing, ...memory, ...process];
}

/** How a store's server is started with what is wanted of it. */
export async function redisManual(
  record: RedisRecord,
  want: RedisWant,
  admin: string,
  context: ServerContext,
): Promise<ServerManual> {
  const { folders, signal } = context;
  const places = redisPlaces(record.id, folders);
  const program = await requireProgram("redis", {}, context);
  const title = `${PRODUCTS[program.product].title} ${program.version}`;
  return {
    title: `${title} of ${record.address}`,
    log: places.log,
    room: ROOM,
    patienceMs: PATIENCE_MS,
    program: (port) => ({ file: program.file, args: argumentsFor(want, port), folder: places.data }),
    answers: (port) => isAnsweringRedis(port, admin, signal),
    save: (server) => writeRedis({ ...record, title, ...server, process: server.process }, folders),
  };
}

/** The administrator's password of a store. */
export async function redisAdminPassword(id: string, folders: Pick<LocalFolders, "servers">): Promise<string> {
  return readFile(redisPlaces(id, folders).adminFile, "utf8");
}

/** Connects as the administrator. */
export function asRedisAdmin<T>(
  port: number,
  password: string,
  signal: AbortSignal,
  work: (client: RedisClientType) => Promise<T>,
): Promise<T> {
  return asRedisUser(port, { username: ADMIN, password }, signal, work);
}

/** The settings that a running store has. */
export async function inspectSettings(
  client: RedisClientType,
): Promise<Pick<RedisWant, "maxMemoryMiB" | "eviction" | "persistence">> {
  const found = await client.configGet(["maxmemory", "maxmemory-policy", "appendonly"]);
  return {
    maxMemoryMiB: Number(found["maxmemory"] ?? 0) / 2 ** 20,
    eviction: found["maxmemory-policy"] ?? "",
    persistence: found["appendonly"] === "yes" ? "disk" : "none",
  };
}

/**
 * Gives a running store its settings: it goes on serving, and keeps what it holds. Waits until what it holds is in a log that
 * was switched on: until then it takes no order to stop.
 */
export async function setSettings(client: RedisClientType, want: RedisWant, { clock, signal }: Waiting): Promise<void> {
  await client.configSet({
    maxmemory: `${want.maxMemoryMiB}mb`,
    "maxmemory-policy": want.eviction,
    appendonly: want.persistence === "disk" ? "yes" : "no",
  });
  const deadline = clock.monotonic() + LOG_LIMIT_MS;
  while (/aof_rewrite_(in_progress|scheduled):1/.test(await client.info("persistence"))) {
    if (clock.monotonic() > deadline) return; // it goes on by itself
    await clock.sleep(20, signal);
  }
}
