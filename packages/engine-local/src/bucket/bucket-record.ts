import { join } from "node:path";
import type { JsonObject } from "@towpath/core";
import type { LocalFolders } from "../data-folder/local-folders.ts";
import { namesIn, readRecord, writeRecord } from "../data-folder/record-file.ts";
import { removeThing } from "../data-folder/remove-thing.ts";
import { decodeProcess, type ProcessRecord } from "../processes/process-record.ts";

/** What is written down of a bucket and the server that is its own. The key is not: it is an output, sealed in the state. */
export interface BucketRecord {
  readonly id: string;
  readonly service: string;
  readonly environment: string;
  readonly address: string;
  readonly account: string;
  readonly container: string;
  /** Chosen once and kept. */
  readonly port: number;
  /** Carried by the server's process, the same for every start: finds one whose start nobody wrote down. */
  readonly marker: string;
  readonly process?: ProcessRecord | undefined;
  /** Between `up` and `down`. */
  readonly isInUse: boolean;
}

/** Where one bucket's server keeps its things. */
export interface BucketFolders {
  readonly root: string;
  readonly data: string;
  readonly log: string;
  readonly record: string;
}

export function bucketFolders(id: string, folders: Pick<LocalFolders, "data">): BucketFolders {
  const root = join(folders.data, "buckets", id);
  return { root, data: join(root, "data"), log: join(root, "server.log"), record: join(root, "bucket.json") };
}

export async function writeBucket(record: BucketRecord, folders: Pick<LocalFolders, "data">): Promise<void> {
  await writeRecord(bucketFolders(record.id, folders).record, { bucket: 1, ...record });
}

/** What is on record of a bucket; undefined where nothing readable is. */
export async function readBucket(id: string, folders: Pick<LocalFolders, "data">): Promise<BucketRecord | undefined> {
  const value = await readRecord(bucketFolders(id, folders).record);
  return value && decode(id, value);
}

/** Every bucket that there is. */
export async function allBuckets(folders: Pick<LocalFolders, "data">): Promise<readonly BucketRecord[]> {
  const names = await namesIn(join(folders.data, "buckets"));
  const records = await Promise.all(names.map((id) => readBucket(id, folders)));
  return records.filter((record) => record !== undefined);
}

export async function removeBucket(id: string, folders: Pick<LocalFolders, "data">): Promise<void> {
  await removeThing(join(folders.data, "buckets"), id);
}

function decode(id: string, value: JsonObject): BucketRecord | undefined {
  const { service, environment, address, account, container, port, marker, process, isInUse } = value;
  if (typeof service !== "string" || typeof environment !== "string" || typeof address !== "string") return undefined;
  if (typeof account !== "string" || typeof container !== "string" || typeof marker !== "string") return undefined;
  if (typeof port !== "number") return undefined;
  return {
    ...{ id, service, environment, address, account, container, port, marker },
    process: decodeProcess(process),
    isInUse: isInUse === true,
  };
}
