import { constants } from "node:fs";
import { access, chmod, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { SERVERS_ELSEWHERE } from "../data-folder/local-folders.ts";
import type { Ailment } from "./ailment.ts";
import type { Patient } from "./patient.ts";

/** Deeper than this nothing of ours is made that others could have made before. */
const DEPTH = 3;
/** What servers and services keep: theirs, not ours. */
const NOT_OURS = new Set(["data", "releases", "logs"]);

/** The folder can be written by this user, and by nobody else; its keys are for this user alone. */
export async function examinePermissions({ folders, servers }: Patient): Promise<readonly Ailment[]> {
  const uid = process.getuid?.();
  if (uid === undefined) return []; // a system without owners and modes
  const found = [...(await writable(folders.data)), ...(await closed(folders.data, folders.serverUser !== undefined))];
  const known = new Set([uid, folders.serverUser?.uid]);
  for (const { path, mode, owner, isFile } of await entriesBelow(folders.data, DEPTH)) {
    if (isFile && path.endsWith(".key") && (mode & 0o077) !== 0) found.push(openKey(path, mode));
    if (!known.has(owner)) found.push(anothers(path, owner, uid));
  }
  for (const { title, folder } of servers)
    for (const { path, mode, isFile } of await entriesBelow(folder, 1))
      if (isFile && path.endsWith("-password") && (mode & 0o077) !== 0) found.push(openPassword(title, path, mode));
  return found;
}

async function writable(folder: string): Promise<readonly Ailment[]> {
  try {
    await access(folder, constants.W_OK);
    return [];
  } catch (error) {
    const isReadOnly = error instanceof Error && "code" in error && error.code === "EROFS";
    return [
      {
        code: "doctor/folder-unwritable",
        level: "mandatory",
        message: `The data folder cannot be written: ${isReadOnly ? "its disk is read-only" : "it is not permitted"}. No command that changes anything works.`,
        where: folder,
        mend: isReadOnly
          ? "Mount the disk for writing, or set TOWPATH_HOME to a folder on another one."
          : `chmod u+rwx ${quoted(folder)}`,
      },
    ];
  }
}

async function closed(folder: string, isRoot: boolean): Promise<readonly Ailment[]> {
  const { mode } = await stat(folder);
  const wanted = isRoot ? 0o711 : 0o700;
  const open = mode & 0o777 & ~wanted;
  if (open === 0) return [];
  const what = (open & 0o022) !== 0 ? "change what is in it" : "look into it";
  return [
    {
      code: "doctor/folder-open",
      level: "mandatory",
      message: `Other users may ${what} (mode ${octal(mode)}). It holds databases, logs and sealed secrets.`,
      where: folder,
      mend: `chmod ${octal(wanted)} ${quoted(folder)}`,
      async fix() {
        await chmod(folder, wanted);
        return `${folder} is closed to others.`;
      },
    },
  ];
}

function openKey(path: string, mode: number): Ailment {
  return {
    code: "doctor/key-open",
    level: "mandatory",
    message: `Other users may read this key (mode ${octal(mode)}), and no command uses a key that others may read. Whoever read it can open the secrets of every service here.`,
    where: path,
    mend: `chmod 600 ${quoted(path)}`,
    async fix() {
      await chmod(path, 0o600);
      return `${path} is for this user alone. Where others use this machine, give new passwords: towpath destroy and towpath up.`;
    },
  };
}

/** Of who administers a server: {@link openKey} for the databases of that server alone. */
function openPassword(title: string, path: string, mode: number): Ailment {
  return {
    code: "doctor/key-open",
    level: "mandatory",
    message: `Other users may read the password of who administers ${title} (mode ${octal(mode)}), and open all that it holds.`,
    where: path,
    mend: `chmod 600 ${quoted(path)}`,
    async fix() {
      await chmod(path, 0o600);
      return `${path} is for this user alone.`;
    },
  };
}

function anothers(path: string, owner: number, uid: number): Ailment {
  return {
    code: "doctor/owned-by-another",
    level: "mandatory",
    message: `This belongs to another user (uid ${owner}), as after a command that was run with sudo. Commands of this user fail where they meet it.`,
    where: path,
    mend: `sudo chown -R ${uid} ${quoted(path)}`,
  };
}

interface Entry {
  readonly path: string;
  readonly mode: number;
  readonly owner: number;
  readonly isFile: boolean;
}

async function entriesBelow(folder: string, depth: number): Promise<readonly Entry[]> {
  const found: Entry[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
    if (entry.isSymbolicLink()) continue;
    const path = join(folder, entry.name);
    if (path === SERVERS_ELSEWHERE) continue; // of other data folders of root
    const stats = await stat(path).catch(() => undefined);
    if (!stats) continue;
    found.push({ path, mode: stats.mode, owner: stats.uid, isFile: stats.isFile() });
    if (entry.isDirectory() && depth > 1 && !NOT_OURS.has(entry.name))
      found.push(...(await entriesBelow(path, depth - 1)));
  }
  return found;
}

function octal(mode: number): string {
  return (mode & 0o777).toString(8);
}

/** As a shell reads it back. */
export function quoted(path: string): string {
  return /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}
