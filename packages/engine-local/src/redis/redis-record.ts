import { join } from "node:path";
import type { LocalFolders } from "../data-folder/local-folders.ts";
import { namesIn, readRecord, writeRecord } from "../data-folder/record-file.ts";
import { removeThing } from "../data-folder/remove-thing.ts";
import type { MachineServer } from "../programs/machine-server.ts";
import { decodeMachineServer } from "../programs/machine-server-record.ts";
import { type RedisWant, recordedRedisWant } from "./redis-want.ts";

/** What is written down of a store and the server that is its own. No password is: it is an output, sealed in the state. */
export interface RedisRecord extends MachineServer {
  readonly id: string;
  readonly service: string;
  readonly environment: string;
  readonly address: string;
  readonly username: string;
  /** What serves it: `Redis 7.0.15`. */
  readonly title: string;
  readonly want?: RedisWant | undefined;
  /** Between `up` and `down`. */
  readonly isInUse: boolean;
}

/** Where one store's server keeps its things. */
export interface RedisPlaces {
  readonly root: string;
  /** The server's own. */
  readonly data: string;
  /** Its users with the digests of their passwords, readable by the server alone. */
  readonly users: string;
  /** The administrator's password, mode 0600. */
  readonly adminFile: string;
  readonly log: string;
  readonly record: string;
}

/** What a command holds that starts or stops a store. */
export const REDIS_LOCK = "servers/redis";

export function redisPlaces(id: string, folders: Pick<LocalFolders, "servers">): RedisPlaces {
  const root = join(folders.servers, "redis", id);
  return {
    root,
    data: join(root, "data"),
    users: join(root, "users.acl"),
    adminFile: join(root, "admin-password"),
    log: join(root, "server.log"),
    record: join(root, "redis.json"),
  };
}

export async function writeRedis(record: RedisRecord, folders: Pick<LocalFolders, "servers">): Promise<void> {
  await writeRecord(redisPlaces(record.id, folders).record, { redis: 1, ...record });
}

/** What is on record of a store; undefined where nothing readable is. */
export async function readRedis(id: string, folders: Pick<LocalFolders, "servers">): Promise<RedisRecord | undefined> {
  const value = await readRecord(redisPlaces(id, folders).record);
  const server = value && decodeMachineServer(value);
  if (!server) return undefined;
  const { service, environment, address, username, title, want, isInUse } = value;
  if (typeof service !== "string" || typeof environment !== "string" || typeof address !== "string") return undefined;
  if (typeof username !== "string" || typeof title !== "string") return undefined;
  const of = { id, service, environment, address, username, title };
  return { ...of, ...server, want: recordedRedisWant(want), isInUse: isInUse === true };
}

/** Every store that there is. */
export async function allRedis(folders: Pick<LocalFolders, "servers">): Promise<readonly RedisRecord[]> {
  const names = await namesIn(join(folders.servers, "redis"));
  const records = await Promise.all(names.map((id) => readRedis(id, folders)));
  return records.filter((record) => record !== undefined);
}

export async function removeRedis(id: string, folders: Pick<LocalFolders, "servers">): Promise<void> {
  await removeThing(join(folders.servers, "redis"), id);
}
