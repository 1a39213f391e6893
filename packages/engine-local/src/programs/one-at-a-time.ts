import { join } from "node:path";
import { type Context, fileStore, withLock } from "@towpath/provisioning";
import type { LocalFolders } from "../data-folder/local-folders.ts";

/** Longer than a server takes to recover from a crash. */
const WAIT_MS = 150_000;

/**
 * Does something with a server while no other command of this user starts, makes or stops it. A holder that was killed is
 * replaced at once. Not reentrant.
 *
 * @param key `servers/mariadb`
 */
export function oneAtATime<T>(
  key: string,
  folders: Pick<LocalFolders, "data">,
  context: Pick<Context, "clock" | "signal" | "holder">,
  work: () => Promise<T>,
): Promise<T> {
  const { clock, signal, holder } = context;
  const effects = { clock, signal, events: () => {} };
  return withLock(fileStore(join(folders.data, "locks")), key, holder, WAIT_MS, effects, work);
}
