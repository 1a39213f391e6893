import type { TreeEntry } from "./git/git-object.ts";

/** The files of one commit, by the names of its objects. What is asked for twice is read once. */
export interface CommitTree extends Disposable {
  /** All digits. */
  readonly commit: string;
  /** The name of the tree at its top. */
  readonly root: string;
  /** @throws {Error} where it cannot be had */
  entries(tree: string): readonly TreeEntry[];
  /** @throws {Error} where it cannot be had */
  content(blob: string): Uint8Array;
  /** Reads many objects in one go. What cannot be had is passed over. */
  preload(ids: readonly string[]): void;
  /**
   * Gets from elsewhere what was asked for and was not there.
   *
   * @returns whether there was anything: then whoever asked should ask again
   * @throws {TowpathError} where it cannot be had
   */
  settle(): Promise<boolean>;
}

/** Reads a tree with all trees below it, level by level. */
export function preloadTrees(tree: CommitTree): void {
  for (let level: readonly string[] = [tree.root]; level.length > 0; ) {
    tree.preload(level);
    level = level
      .flatMap((id) => tree.entries(id))
      .filter(({ kind }) => kind === "folder")
      .map(({ id }) => id);
  }
}

/**
 * Reads files in one go, where each on its own would be a process.
 *
 * @param paths from the top, with `/`; what is not there, or is behind a link, is passed over
 */
export function preloadFiles(tree: CommitTree, paths: readonly string[]): void {
  preloadTrees(tree);
  const ids = paths.flatMap((path) => {
    let at: TreeEntry | undefined;
    for (const name of path.split("/")) {
      const folder = at === undefined ? tree.root : at.kind === "folder" ? at.id : undefined;
      at = folder === undefined ? undefined : tree.entries(folder).find((entry) => entry.name === name);
      if (!at) return [];
    }
    return at?.kind === "file" ? [at.id] : [];
  });
  tree.preload(ids);
}
