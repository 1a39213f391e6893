import { createHash } from "node:crypto";
import { realpathSync, statSync } from "node:fs";
import { userInfo } from "node:os";
import { dirname, isAbsolute, join, resolve } from "node:path";
import { LocalEngineError } from "../errors.ts";
import { type ServerUser, serverUser } from "./server-user.ts";

/** Where the local engine keeps what it keeps. All paths are absolute; none has to exist yet. */
export interface LocalFolders {
  /** State, keys, workloads: `TOWPATH_HOME`, else `$XDG_STATE_HOME/towpath`. */
  readonly data: string;
  /** The servers' own data: in `data`, or beside it where root's folder is closed to the account that servers run as. */
  readonly servers: string;
  /** Fetched server packages: `$XDG_CACHE_HOME/towpath`. May be deleted at any time while no server runs. */
  readonly cache: string;
  /** Whom servers run as; undefined for this process's own user. */
  readonly serverUser?: ServerUser | undefined;
}

/** Where root keeps things that servers, which do not run as root, must reach: root's home is closed to them. */
export const OF_ROOT = { data: "/var/lib/towpath", cache: "/var/cache/towpath" } as const;

/** Where root keeps the servers of data folders that are closed to whom servers run as: inside of root's default one. */
export const SERVERS_ELSEWHERE = join(OF_ROOT.data, "elsewhere");

/**
 * Finds the folders of this user. Reads the machine, changes nothing. Two users never share one.
 *
 * The places are those of the XDG Base Directory Specification: https://specifications.freedesktop.org/basedir-spec/
 *
 * @param variables the process environment
 * @param account whom servers run as
 * @throws {LocalEngineError} `engine-local/no-home` where neither a variable nor the user database names a folder
 * @throws {LocalEngineError} `engine-local/folder-not-ours` where the data folder belongs to another user
 */
export function localFolders(
  variables: Readonly<Record<string, string | undefined>>,
  account: { readonly user: ServerUser | undefined } = { user: serverUser() },
): LocalFolders {
  const { user } = account;
  const data = realPath(dataFolder(variables, user));
  const cache = realPath(cacheFolder(variables, user, data));
  refuseAnothersFolder(data);
  const inside = join(data, "servers");
  if (!user || isReachable(data, user)) return { data, servers: inside, cache, serverUser: user };
  const name = createHash("sha256").update(data).digest("hex").slice(0, 12);
  return { data, servers: join(SERVERS_ELSEWHERE, name), cache, serverUser: user };
}

function dataFolder(variables: Readonly<Record<string, string | undefined>>, user: ServerUser | undefined): string {
  const home = variables["TOWPATH_HOME"];
  if (home) {
    if (isAbsolute(home)) return resolve(home);
    throw new LocalEngineError({
      code: "engine-local/no-home",
      message: `TOWPATH_HOME is "${home}", which is no absolute path.`,
      hint: "Set TOWPATH_HOME to a path that begins with /.",
    });
  }
  const state = absolute(variables["XDG_STATE_HOME"]);
  if (state) return join(state, "towpath");
  return user ? OF_ROOT.data : join(homeFolder(variables), ".local", "state", "towpath");
}

function cacheFolder(
  variables: Readonly<Record<string, string | undefined>>,
  user: ServerUser | undefined,
  data: string,
): string {
  const named = absolute(variables["XDG_CACHE_HOME"]);
  if (user) return named && isReachable(join(named, "towpath"), user) ? join(named, "towpath") : OF_ROOT.cache;
  if (named) return join(named, "towpath");
  const home = absolute(variables["HOME"]) ?? accountHome();
  return home ? join(home, ".cache", "towpath") : join(data, "cache");
}

function homeFolder(variables: Readonly<Record<string, string | undefined>>): string {
  const home = absolute(variables["HOME"]) ?? accountHome();
  if (home) return home;
  throw new LocalEngineError({
    code: "engine-local/no-home",
    message: "There is no folder to keep servers and their data in: HOME is not set and this user has no home folder.",
    hint: "Set TOWPATH_HOME (or XDG_STATE_HOME) to the absolute path of a folder that this user can write to.",
  });
}

function accountHome(): string | undefined {
  try {
    return absolute(userInfo().homedir);
  } catch {
    return undefined; // a user that the machine's user database does not know
  }
}

/** A relative path counts as not set, as the specification says. */
function absolute(path: string | undefined): string | undefined {
  return path && isAbsolute(path) ? resolve(path) : undefined;
}

/** With symbolic links followed as far as the path exists, so that one folder has one name. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : join(realPath(parent), path.slice(parent.length));
  }
}

/** True when this account may pass through every folder on the way. What is not there yet will be made passable. */
function isReachable(path: string, user: ServerUser): boolean {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const stats = statSync(folder, { throwIfNoEntry: false });
    if (stats) {
      const bit = stats.uid === user.uid ? 0o100 : stats.gid === user.gid ? 0o010 : 0o001;
      if ((stats.mode & bit) === 0) return false;
    }
    if (dirname(folder) === folder) return true;
  }
}

function refuseAnothersFolder(folder: string): void {
  const stats = statSync(folder, { throwIfNoEntry: false });
  const uid = process.getuid?.();
  if (!stats || uid === undefined || stats.uid === uid) return;
  throw new LocalEngineError({
    code: "engine-local/folder-not-ours",
    message: `The data folder ${folder} belongs to another user (uid ${stats.uid}, this process has ${uid}).`,
    hint: "Each user has a folder of their own. Set TOWPATH_HOME to one, or run Towpath as that folder's owner.",
  });
}
