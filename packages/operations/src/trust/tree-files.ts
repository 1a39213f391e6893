import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { compareText, type Files, isWithin } from "@towpath/core";
import type { CommitTree } from "./commit-tree.ts";
import type { TreeEntry } from "./git/git-object.ts";

/** Links that are followed for one path, as systems do. */
const MOST_LINKS = 40;

type Found = TreeEntry & { readonly path: string };

/**
 * The files of a commit by the paths that they have in the checkout: links are followed within it. What lies outside of the
 * checkout is nobody's proposal and read from the disk.
 *
 * @param root absolute: the checkout
 * @param disk what lies elsewhere
 */
export function treeFiles(tree: CommitTree, root: string, disk: Files): Files {
  const top: Found = { name: "", kind: "folder", id: tree.root, path: root };

  /** What is at a path, every link followed; undefined where nothing is. */
  const find = (path: string, links = 0): Found | undefined => {
    const below = relative(root, path);
    let at = top;
    let rest = below === "" ? [] : below.split(sep);
    while (rest.length > 0) {
      const [name = "", ...after] = rest;
      if (at.kind === "submodule") throw new Error("it is in a submodule, whose files the base commit does not hold");
      const entry = at.kind === "folder" ? tree.entries(at.id).find((one) => one.name === name) : undefined;
      if (!entry) return undefined;
      const here = join(at.path, name);
      if (entry.kind === "link") {
        if (links >= MOST_LINKS) return undefined;
        const to = new TextDecoder().decode(tree.content(entry.id));
        const target = isAbsolute(to) ? to : resolve(dirname(here), to);
        if (!isWithin(target, root)) throw new Error("it is a link that leads out of the repository");
        const next = find(target, links + 1);
        if (!next) return undefined;
        at = next;
      } else at = { ...entry, path: here };
      rest = after;
    }
    return at;
  };

  const isHere = (path: string): boolean => isWithin(path, root);
  return {
    read: (path) => {
      if (!isHere(path)) return disk.read(path);
      const found = find(path);
      if (found?.kind === "folder") throw new Error("it is a folder");
      return found?.kind === "file" ? tree.content(found.id) : undefined;
    },
    list: (path) => {
      if (!isHere(path)) return disk.list(path);
      const found = find(path);
      if (found?.kind === "submodule") throw new Error("it is a submodule, whose files the base commit does not hold");
      if (found?.kind !== "folder") return undefined;
      return tree
        .entries(found.id)
        .map(({ name, kind }) => ({ name, kind: kind === "file" || kind === "folder" ? kind : ("other" as const) }))
        .sort((a, b) => compareText(a.name, b.name));
    },
    realPath: (path) => (isHere(path) ? find(path)?.path : disk.realPath(path)),
  };
}
