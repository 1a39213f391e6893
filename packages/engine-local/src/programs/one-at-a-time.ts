import { join } from "node:path";
import { type Context, fileStore, withLock } from "@towpath/provisioning";
import type { LocalFolders } from "../data-folder/local-folders.ts";

/** Longer than a server takes to recover from a crash. */
const WAIT_MS = 150_000;

/** Who is last in the line of this process: two resources of one run need not look for each other's lock on the disk. */
const lines = new Map<string, Promise<unknown>>();

/**
 * Does something with a server while no other command of this user starts, makes or stops it. A holder that was killed is
 * replaced at once. Not reentrant.
 *
 * @param key `servers/mariadb`
 */
export async function oneAtATime<T>(
  key: string,
  folders: Pick<LocalFolders, "data">,
  context: Pick<Context, "clock" | "signal" | "holder">,
  work: () => Promise<T>,
): Promise<T> {
  const { clock, signal, holder } = context;
  const folder = join(folders.data, "locks");
  const effects = { clock, signal, events: () => {} };
  const line = join(folder, key);
  const before = lines.get(line);
  const turn = (async () => {
    await before?.catch(() => undefined);
    return withLock(fileStore(folder), key, holder, WAIT_MS, effects, work);
  })();
  lines.set(line, turn);
  try {
    return await turn;
  } finally {
    if (lines.get(line) === turn) lines.delete(line);
  }
}
