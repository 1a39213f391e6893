import type { RepositoryFiles } from "../repository/index.ts";

/** How deep and how wide a repository is looked through. */
const DEEPEST = 8;
const MOST_FOLDERS = 3_000;
const MOST_FILES = 50_000;
/** Folders of what was installed or made. */
const MADE = new Set([
  "bower_components",
  "build",
  "coverage",
  "dist",
  "node_modules",
  "out",
  "target",
  "vendor",
  "venv",
]);
/** The only folder with a dot that holds what somebody wrote. */
const HIDDEN = new Set([".github"]);

const known = new WeakMap<RepositoryFiles, readonly string[]>();

/**
 * The paths of a repository's files, from its root, folder by folder; looked up once for all rules. What is installed, made
 * or hidden is left out, and so is what lies beyond the bounds.
 */
export function repositoryPaths(files: RepositoryFiles): readonly string[] {
  const before = known.get(files);
  if (before) return before;
  const paths: string[] = [];
  const folders = [{ path: "", depth: 0 }];
  for (const { path, depth } of folders) {
    for (const { name, kind } of files.list(path === "" ? "." : path)) {
      const below = path === "" ? name : `${path}/${name}`;
      if (kind === "file" && paths.length < MOST_FILES) paths.push(below);
      const isLookedInto = kind === "folder" && !MADE.has(name) && (!name.startsWith(".") || HIDDEN.has(name));
      if (isLookedInto && depth < DEEPEST && folders.length < MOST_FOLDERS)
        folders.push({ path: below, depth: depth + 1 });
    }
  }
  known.set(files, paths);
  return paths;
}

/** Those whose last part is one of these names. */
export function pathsNamed(files: RepositoryFiles, ...names: readonly string[]): readonly string[] {
  return repositoryPaths(files).filter((path) => names.includes(baseName(path)));
}

/** The last part of a path. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** The folder of a path; empty for the root. */
export function folderOf(path: string): string {
  const slash = path.lastIndexOf("/");
  return slash === -1 ? "" : path.slice(0, slash);
}

/** A name within a folder. */
export function within(folder: string, name: string): string {
  return folder === "" ? name : `${folder}/${name}`;
}

/** A folder and those around it, the nearest first, up to the root. */
export function foldersUp(folder: string): readonly string[] {
  return folder === "" ? [""] : [folder, ...foldersUp(folderOf(folder))];
}
