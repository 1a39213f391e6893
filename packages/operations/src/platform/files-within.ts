import { type Files, isWithin } from "@towpath/core";

/** Files that end at a folder: a link that leads out of it is refused, for what a document is wrong with is shown. */
export function filesWithin(files: Files, root: string): Files {
  const real = files.realPath(root) ?? root;
  const inside = (path: string): string => {
    const target = files.realPath(path);
    if (target !== undefined && !isWithin(target, real)) throw new Error("it is a link that leads out of the platform");
    return path;
  };
  return {
    read: (path) => files.read(inside(path)),
    list: (folder) => files.list(inside(folder)),
    realPath: (path) => files.realPath(inside(path)),
  };
}
