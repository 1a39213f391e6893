import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  realpathSync,
} from "node:fs";
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

/** Opening a pipe waits for somebody to fill it, unless told not to. */
const WITHOUT_WAITING = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** The bytes of a file. Nothing for a pipe or a device: reading one may never end. */
function readFile(path: string): Uint8Array | undefined {
  const file = openSync(path, WITHOUT_WAITING);
  try {
    const found = fstatSync(file);
    if (found.isDirectory()) return readFileSync(path); // says by itself that it is one
    if (!found.isFile()) return undefined;
    if (found.size === 0) return readFileSync(file); // what the system makes up has no size before it is read
    const bytes = Buffer.allocUnsafe(found.size);
    const length = readSync(file, bytes, 0, found.size, 0);
    return length === found.size ? bytes : readFileSync(path);
  } finally {
    closeSync(file);
  }
}

/** The machine's clock. */
export const nodeClock: Clock = {
  now: () => new Date(),
  monotonic: () => performance.now(),
  sleep: (ms, signal) => sleep(ms, undefined, { signal }),
};

/** The machine's files. */
export const nodeFiles: Files = {
  read: (path) => unlessMissing(() => readFile(path)),
  list: (folder) =>
    unlessMissing(() =>
      readdirSync(folder, { withFileTypes: true })
        .map((entry) => ({
          name: entry.name,
          kind: entry.isFile() ? ("file" as const) : entry.isDirectory() ? ("folder" as const) : ("other" as const),
        }))
        .sort((a, b) => compareText(a.name, b.name)),
    ),
  realPath: (path) =>
    // Most of what is asked about is not there, and to be told so by an error takes five times as long.
    unlessMissing(() => (lstatSync(path, { throwIfNoEntry: false }) ? realpathSync.native(path) : undefined)),
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
