import { type Files, isWithin } from "@towpath/core";
import { printable } from "@towpath/report";
import { ActionError } from "../errors.ts";

/**
 * Files that end at their roots: a link in a pull request that leads elsewhere (`towpath.yaml` to `/proc/self/environ`) is
 * refused, for the line that is wrong in a document is shown to everybody.
 *
 * @param roots absolute folders
 */
export function confinedFiles(files: Files, roots: readonly string[]): Files {
  const real = roots.map((root) => files.realPath(root) ?? root);
  const check = (path: string): void => {
    const target = files.realPath(path);
    if (target === undefined || real.some((root) => isWithin(target, root))) return;
    throw new ActionError({
      code: "action-kit/outside",
      message: `"${printable(path)}" leads out of the workspace.`,
      hint: "Put the file into the repository; a link must not lead out of it.",
    });
  };
  return {
    read: (path) => {
      check(path);
      return files.read(path);
    },
    list: (folder) => {
      check(folder);
      return files.list(folder);
    },
    realPath: (path) => {
      check(path);
      return files.realPath(path);
    },
  };
}
