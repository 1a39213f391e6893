import { spawnSync } from "node:child_process";
import { type GitObject, isNamed } from "./git-object.ts";

const LIMIT_MS = 60_000;
const MOST_BYTES = 256 * 1024 * 1024;

/** Where objects are read from: a repository of our own that borrows those of the checkout. */
export interface GitStore {
  /** Absolute. */
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * Reads objects, all of them with one process. Each is held against its name.
 *
 * @returns those that are there, by their names
 * @throws {Error} where git cannot be run, or an object is not what its name says
 */
export function readObjects(store: GitStore, ids: readonly string[]): ReadonlyMap<string, GitObject> {
  const { stdout, error } = spawnSync("git", ["cat-file", "--batch", "--buffer"], {
    cwd: store.folder,
    env: store.environment,
    input: ids.map((id) => `${id}\n`).join(""),
    timeout: LIMIT_MS,
    killSignal: "SIGKILL",
    maxBuffer: MOST_BYTES,
  });
  if (error) throw error;
  const objects = parseBatch(stdout);
  for (const [id, object] of objects) {
    if (!isNamed(object, id)) throw new Error(`the object ${id} is not what its name says`);
  }
  return objects;
}

/** `<name> <type> <size>`, a line end, the content, a line end; or `<name> missing`. Source: git-cat-file(1), Batch output. */
function parseBatch(output: Buffer): ReadonlyMap<string, GitObject> {
  const objects = new Map<string, GitObject>();
  for (let at = 0; at < output.length; ) {
    const end = output.indexOf(0x0a, at);
    if (end === -1) break;
    const [id = "", type, size] = output.toString("latin1", at, end).split(" ");
    at = end + 1;
    if (size === undefined || (type !== "commit" && type !== "tree" && type !== "blob")) continue;
    const content = output.subarray(at, at + Number(size));
    if (content.length < Number(size)) break;
    objects.set(id, { type, content });
    at += Number(size) + 1;
  }
  return objects;
}
