import type { CodeOwners } from "./repository.ts";
import type { RepositoryFiles } from "./repository-files.ts";

/** Where GitHub looks for it, the first that is there. */
const PATHS = [".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"];

/** The CODEOWNERS file of a repository. A line without owners takes away those of the lines above it. */
export function readCodeOwners(files: RepositoryFiles): CodeOwners | undefined {
  const path = PATHS.find((one) => files.has(one));
  const text = path === undefined ? undefined : files.text(path);
  if (path === undefined || text === undefined) return undefined;
  const entries: CodeOwners["entries"][number][] = [];
  for (const line of text.matchAll(/[^\r\n]+/g)) {
    const said = line[0].replace(/(?:^|(?<!\\)\s)#.*$/, "").trim();
    if (said === "" || said.startsWith("[")) continue;
    // A space in a path is written with a backslash before it.
    const [pattern = "", ...owners] = said.split(/(?<!\\)\s+/);
    const start = line.index + line[0].indexOf(pattern);
    entries.push({ pattern, owners, place: files.placeOf(path, start, start + pattern.length) });
  }
  return { path, entries };
}
