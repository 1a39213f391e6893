import { dirname, join } from "node:path";
import type { Files } from "@towpath/core";

/**
 * The folder, from this one up, that is a repository's root: the nearest one with a `.git`. Without any it is the nearest one
 * with a `.github`: inside of a repository anybody may make one of these, and its workflows would stand in for those that run.
 * Absolute.
 */
export function repositoryRoot(folder: string, files: Files): string | undefined {
  return nearestWith(".git", folder, files) ?? nearestWith(".github", folder, files);
}

function nearestWith(name: string, folder: string, files: Files): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    if (isThere(join(at, name), files)) return at;
    if (dirname(at) === at) return undefined;
  }
}

/** What must not be looked at, such as a folder above a runner's workspace, is no root. */
function isThere(path: string, files: Files): boolean {
  try {
    return files.realPath(path) !== undefined;
  } catch {
    return false;
  }
}
