import { join } from "node:path";
import type { StoreFiles } from "./file-store.ts";

/** How many generations of a key stay, the present one among them. */
export const KEPT_GENERATIONS = 32;

/** A temporary file that is older was left by a process that was killed. In milliseconds. */
const ABANDONED_AFTER_MS = 60 * 60 * 1000;
const DIGITS = 12;

/** The file that holds a generation: `@000000000012`. No key's segment begins with `@`. */
export function generationName(number: number): string {
  return `@${String(number).padStart(DIGITS, "0")}`;
}

/** The generation that a file holds, 0 for a file that holds none. */
export function generationNumber(name: string): number {
  return /^@\d{12}$/.test(name) ? Number(name.slice(1)) : 0;
}

/** Removes what is older than the kept generations, and what killed writers left. Never fails: it is housekeeping. */
export async function prune(files: StoreFiles, home: string, present: number): Promise<void> {
  try {
    for (const name of await files.readdir(home)) {
      const number = generationNumber(name);
      const isOld = number > 0 && number <= present - KEPT_GENERATIONS;
      if (isOld || (name.startsWith(".new-") && (await isAbandoned(files, join(home, name)))))
        await files.unlink(join(home, name));
    }
  } catch {
    // Another process prunes at the same time, or the disk is full: the next write tries again.
  }
}

async function isAbandoned(files: StoreFiles, path: string): Promise<boolean> {
  return Date.now() - (await files.stat(path)).mtimeMs > ABANDONED_AFTER_MS;
}
