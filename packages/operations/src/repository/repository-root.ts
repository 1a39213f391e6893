import { dirname, join } from "node:path";
import type { Files } from "@towpath/core";

/** The nearest folder, from this one up, that is a repository's root: it has a `.git` or a `.github`. Absolute. */
export function repositoryRoot(folder: string, files: Files): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    if ([".git", ".github"].some((name) => isThere(join(at, name), files))) return at;
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
