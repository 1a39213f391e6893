import { randomUUID } from "node:crypto";
import { statSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { LocalEngineError } from "../errors.ts";
import type { LocalFolders } from "./local-folders.ts";
import { machineIdentity } from "./machine.ts";
import { makeFolder } from "./private-files.ts";
import { readRecord, writeRecord } from "./record-file.ts";

/** Where a data folder was when it was last used. */
export interface FolderOrigin {
  /** Its own, the same wherever it is moved to; folders of before have none. */
  readonly id?: string | undefined;
  /** See {@link machineIdentity}. */
  readonly machine: string | undefined;
  /** The machine's name, for people. */
  readonly host: string;
  readonly data: string;
  readonly servers: string;
}

/** How a data folder came to be where it is now. */
export type FolderChange =
  | { readonly is: "other-machine"; readonly before: FolderOrigin }
  /** Its processes may still run: they are those that the records name. */
  | { readonly is: "moved"; readonly before: FolderOrigin }
  /** What the records name belongs to the folder that it was copied from. */
  | { readonly is: "copied"; readonly before: FolderOrigin };

/** What this machine and these folders are. */
export function presentOrigin({ data, servers }: Pick<LocalFolders, "data" | "servers">): FolderOrigin {
  return { machine: machineIdentity(), host: hostname(), data, servers };
}

/**
 * Writes down where the data folder is, once, and sees that it still is: records in one that was copied or moved name
 * processes and ports that are somebody else's.
 *
 * @throws {LocalEngineError} `engine-local/folder-from-elsewhere` with what to do
 */
export async function claimFolder(folders: LocalFolders): Promise<void> {
  const change = await folderChange(folders);
  if (change === "unknown") return noteOrigin(folders).catch(whereWritable);
  if (change) throw fromElsewhere(folders, change);
}

/** Who only looks may do so on a disk that is full or read-only; who writes is told so by what it writes. */
function whereWritable(error: unknown): void {
  if (!(error instanceof LocalEngineError)) throw error;
}

/** Writes down that the folder is at home here. */
export async function noteOrigin(folders: LocalFolders): Promise<void> {
  await makeFolder(folders.data, folders);
  const id = (await readOrigin(folders))?.id ?? randomUUID();
  await writeRecord(originFile(folders), { origin: 1, id, ...presentOrigin(folders) });
}

/**
 * Tells the data folder from all others, on whatever machine; undefined where that cannot be written down.
 *
 * @returns `host` is the name of this machine, for people
 */
export async function folderIdentity(
  folders: LocalFolders,
): Promise<{ readonly id: string; readonly host: string } | undefined> {
  if ((await readOrigin(folders))?.id === undefined) await noteOrigin(folders).catch(whereWritable);
  const id = (await readOrigin(folders))?.id;
  return id === undefined ? undefined : { id, host: hostname() };
}

/** How the folder came here; undefined where it is at home, `unknown` where nobody wrote down where that is. */
export async function folderChange(folders: LocalFolders): Promise<FolderChange | undefined | "unknown"> {
  const before = await readOrigin(folders);
  if (!before) return "unknown";
  const now = presentOrigin(folders);
  if (before.machine !== undefined && now.machine !== undefined && before.machine !== now.machine)
    return { is: "other-machine", before };
  if (before.data === now.data || isSameFolder(before.data, now.data)) return undefined;
  return { is: isThere(before.data) ? "copied" : "moved", before };
}

/** What is wrong with a folder from elsewhere, and what to do. */
export function fromElsewhere({ data, servers }: LocalFolders, { is, before }: FolderChange): LocalEngineError {
  const what = {
    "other-machine": `was last used on another machine (${before.host}). What it says of processes and ports is not true here`,
    moved: `was ${before.data} before. What it started there may still run, and knows it by that name`,
    copied: `is a copy of ${before.data}. The processes that it names are those of that folder, not its own`,
  }[is];
  const first = {
    "other-machine": `Where ${before.host} still uses it, stop there first (towpath down --all).`,
    moved: `Nothing else has to be done first.`,
    copied: `${before.data} is left as it is.`,
  }[is];
  const isApart = before.servers !== join(before.data, "servers") || servers !== join(data, "servers");
  const apart =
    isApart && before.servers !== servers
      ? ` Its databases were kept apart from it, in ${before.servers}: bring that folder to ${servers} as well.`
      : "";
  return new LocalEngineError({
    code: "engine-local/folder-from-elsewhere",
    message: `The data folder ${data} ${what}.`,
    hint: `${first}${apart} Then run towpath doctor --fix: it keeps all data and counts every server as stopped. Or set TOWPATH_HOME to another folder.`,
  });
}

async function readOrigin(folders: Pick<LocalFolders, "data">): Promise<FolderOrigin | undefined> {
  const value = await readRecord(originFile(folders));
  if (!value) return undefined;
  const { id, machine, host, data, servers } = value;
  if (typeof host !== "string" || typeof data !== "string" || typeof servers !== "string") return undefined;
  return {
    id: typeof id === "string" ? id : undefined,
    machine: typeof machine === "string" ? machine : undefined,
    host,
    data,
    servers,
  };
}

function originFile({ data }: Pick<LocalFolders, "data">): string {
  return join(data, "folder.json");
}

/** One folder may have two names: a bind mount, another mount of the same disk. */
function isSameFolder(one: string, other: string): boolean {
  const [a, b] = [one, other].map((path) => statSync(path, { throwIfNoEntry: false }));
  return a !== undefined && b !== undefined && a.dev === b.dev && a.ino === b.ino;
}

function isThere(path: string): boolean {
  try {
    return statSync(join(path, "folder.json"), { throwIfNoEntry: false }) !== undefined;
  } catch {
    return true; // closed to us: somebody has it
  }
}
