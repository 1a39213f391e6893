import { basename, sep } from "node:path";
import { type Files, isWithin } from "@towpath/core";
import { printable } from "@towpath/report";
import { ActionError } from "../errors.ts";

const GIT_FOLDER = ".git";

/**
 * Files that end at their roots: a link in a pull request that leads elsewhere (`towpath.yaml` to `/proc/self/environ`) is
 * refused, for the line that is wrong in a document is shown to everybody. So is what leads from one root into another, and
 * into git's own folder, where a checkout may keep a token.
 *
 * @param roots absolute folders
 */
export function confinedFiles(files: Files, roots: readonly string[]): Files {
  const all = roots.map((named) => ({ named, real: files.realPath(named) ?? named }));
  const check = (path: string): string | undefined => {
    const target = files.realPath(path);
    if (target === undefined) return undefined;
    const own = all.filter(({ named, real }) => isWithin(path, named) || isWithin(path, real));
    if ((own.length > 0 ? own : all).some(({ real }) => isWithin(target, real))) return target;
    throw outside(path, "leads out of the workspace");
  };
  const open = (path: string): void => {
    const target = check(path);
    if (target === undefined || !target.split(sep).includes(GIT_FOLDER)) return;
    throw outside(path, "leads into the repository's git folder");
  };
  return {
    read: (path) => {
      open(path);
      return files.read(path);
    },
    list: (folder) => {
      open(folder);
      return files.list(folder);
    },
    realPath: (path) => {
      // That there is a repository may be asked, and nothing of what is in it.
      if (basename(path) === GIT_FOLDER) return check(path);
      open(path);
      return files.realPath(path);
    },
  };
}

function outside(path: string, why: string): ActionError {
  return new ActionError({
    code: "action-kit/outside",
    message: `"${printable(path)}" ${why}.`,
    hint: "Put the file into the repository; a link must not lead out of it.",
  });
}
