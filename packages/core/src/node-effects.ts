import { readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { Clock, Effects, Files } from "./effects.ts";
import { compareText } from "./finding.ts";

/** A link that leads in a circle leads to nothing. */
const MISSING = new Set(["ENOENT", "ENOTDIR", "ELOOP"]);

function unlessMissing<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof Error && "code" in error && MISSING.has(String(error.code))) return undefined;
    throw error;
  }
}

function isReadable(path: string): boolean {
  const found = statSync(path);
  return found.isFile() || found.isDirectory(); // a folder says by itself that it is one
}

/** The machine's clock. */
export const nodeClock: Clock = {
  now: () => new Date(),
  monotonic: () => performance.now(),
  sleep: (ms, signal) => sleep(ms, undefined, { signal }),
};

/** The machine's files. */
export const nodeFiles: Files = {
  // Reading a pipe or a device may never end.
  read: (path) => unlessMissing(() => (isReadable(path) ? readFileSync(path) : undefined)),
  list: (folder) =>
    unlessMissing(() =>
      readdirSync(folder, { withFileTypes: true })
        .map((entry) => ({
          name: entry.name,
          kind: entry.isFile() ? ("file" as const) : entry.isDirectory() ? ("folder" as const) : ("other" as const),
        }))
        .sort((a, b) => compareText(a.name, b.name)),
    ),
  realPath: (path) => unlessMissing(() => realpathSync(path)),
};

/** The real world, for a face to pass in; what differs (signal, events, folder) is the face's. */
export function nodeEffects(face: Pick<Effects, "signal" | "events"> & Partial<Effects>): Effects {
  return {
    clock: nodeClock,
    files: nodeFiles,
    fetch: (...request) => globalThis.fetch(...request),
    variables: process.env,
    folder: process.cwd(),
    ...face,
  };
}
