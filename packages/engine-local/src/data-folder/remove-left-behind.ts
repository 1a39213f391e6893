import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";

/** Nothing that is being made takes this long, in milliseconds. */
const LEFT_BEHIND_MS = 60 * 60_000;

/** Removes what commands that were killed left half made: names that begin with a dot, untouched for an hour. */
export async function removeLeftBehind(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    if (!name.startsWith(".")) continue;
    const path = join(parent, name);
    const changed = (await stat(path).catch(() => undefined))?.mtimeMs;
    if (changed !== undefined && Date.now() - changed > LEFT_BEHIND_MS)
      await rm(path, { recursive: true, force: true });
  }
}
