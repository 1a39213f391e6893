import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Anchor, decodeHead, type Head, type RecordStore } from "@towpath/evidence";
import { OperationError } from "../errors.ts";
import { folderRecord, plainFiles } from "./folder-record.ts";

/** A pack, as it lies in a folder. */
export interface Pack {
  readonly store: RecordStore;
  /** Whose records it holds. */
  readonly services: readonly string[];
  /** What the anchors had seen when it was packed. */
  readonly anchor: Pick<Anchor, "heads">;
}

/** Reads what `evidence pack` wrote, which may be anybody's. @throws {OperationError} `operation/pack-folder` */
export async function readPack(folder: string): Promise<Pack> {
  const record = join(folder, "record");
  const services = new Set<string>();
  for (const key of await plainFiles(record)) {
    const [, service] = /^evidence\/([^/]+)\//.exec(key) ?? [];
    if (service !== undefined) services.add(service);
  }
  if (services.size === 0) {
    throw new OperationError({
      code: "operation/pack-folder",
      message: `${folder} holds no record of evidence.`,
      hint: "Name a folder that towpath evidence pack wrote.",
    });
  }
  const heads: Head[] = [];
  for (const file of await plainFiles(join(folder, "anchors"))) heads.push(await headIn(join(folder, "anchors", file)));
  return {
    store: folderRecord(record),
    services: [...services].sort(),
    anchor: { heads: async (service) => heads.filter((head) => head.service === service) },
  };
}

async function headIn(path: string): Promise<Head> {
  let head: Head | undefined;
  try {
    head = decodeHead(JSON.parse(await readFile(path, "utf8")));
  } catch {
    // said below
  }
  if (head) return head;
  throw new OperationError({
    code: "operation/pack-folder",
    message: `${path} is no head of a record.`,
    hint: "The pack was changed, or cut when it was copied. Copy it again.",
  });
}
