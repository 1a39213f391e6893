import type { CommitTree } from "../commit-tree.ts";
import { readCommit, readTree, type TreeEntry } from "./git-object.ts";
import { type GitStore, readObjects } from "./git-store.ts";

/**
 * The files of a commit out of git's objects.
 *
 * @param fetch brings objects that the store does not have; without it they are missing
 * @returns undefined where the store does not have the commit or its tree
 * @throws {Error} where git cannot be run
 */
export function gitTree(
  store: GitStore & Disposable,
  commit: string,
  fetch?: (ids: readonly string[]) => Promise<void>,
): CommitTree | undefined {
  const trees = new Map<string, readonly TreeEntry[]>();
  const blobs = new Map<string, Uint8Array>();
  const wanted = new Set<string>();
  const isHere = (id: string): boolean => trees.has(id) || blobs.has(id);
  const keep = (ids: readonly string[]): void => {
    for (const [id, { type, content }] of readObjects(store, ids)) {
      if (type === "tree") trees.set(id, readTree(content, id.length / 2));
      if (type === "blob") blobs.set(id, content);
    }
    if (fetch) for (const id of ids) if (!isHere(id)) wanted.add(id);
  };
  const found = readObjects(store, [commit]).get(commit);
  if (found?.type !== "commit") return undefined;
  const { tree: root } = readCommit(found.content);
  keep([root]);
  if (!trees.has(root)) return undefined;

  const have = <T>(known: ReadonlyMap<string, T>, id: string): T => {
    if (!known.has(id)) keep([id]);
    const value = known.get(id);
    if (value === undefined) throw new Error(`the object ${id} of the base commit is missing`);
    return value;
  };
  return {
    commit,
    root,
    entries: (id) => have(trees, id),
    content: (id) => have(blobs, id),
    preload: (ids) => {
      const missing = [...new Set(ids)].filter((id) => !isHere(id));
      if (missing.length > 0) keep(missing);
    },
    settle: async () => {
      const ids = [...wanted];
      wanted.clear();
      if (!fetch || ids.length === 0) return false;
      await fetch(ids);
      keep(ids);
      const [missing] = wanted;
      if (missing !== undefined) throw new Error(`the object ${missing} of the base commit was not sent`);
      return true;
    },
    [Symbol.dispose]: () => store[Symbol.dispose](),
  };
}
