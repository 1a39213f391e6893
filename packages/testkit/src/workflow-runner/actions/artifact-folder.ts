import { chmodSync, cpSync, existsSync, lstatSync, mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";

/** The artifacts of a run. */
export interface ArtifactFolder {
  readonly names: () => readonly string[];
  has(name: string): boolean;
  /** Keeps files below their place under `root`. */
  put(name: string, root: string, files: readonly string[]): void;
  remove(name: string): void;
  /** Writes one into a folder. */
  get(name: string, target: string): void;
  /** A number for it; another one for what takes its place. */
  idOf(name: string): number;
}

/** Artifacts in a folder. An archive of them has no modes: every file comes back with 644. */
export function artifactFolder(folder: string): ArtifactFolder {
  mkdirSync(folder, { recursive: true });
  const ids = new Map<string, number>();
  let last = 0;
  const at = (name: string) => join(folder, encodeURIComponent(name));
  return {
    names: () => readdirSync(folder).map(decodeURIComponent),
    has: (name) => existsSync(at(name)),
    put: (name, root, files) => {
      last += 1;
      ids.set(name, last);
      mkdirSync(at(name), { recursive: true });
      for (const file of files) {
        const target = join(at(name), relative(root, file));
        mkdirSync(dirname(target), { recursive: true });
        cpSync(file, target, { dereference: true });
        chmodSync(target, 0o644);
      }
    },
    remove: (name) => rmSync(at(name), { recursive: true, force: true }),
    get: (name, target) => {
      mkdirSync(target, { recursive: true });
      cpSync(at(name), target, { recursive: true, force: true });
    },
    idOf: (name) => ids.get(name) ?? 0,
  };
}

/** All files below a folder or the file itself. What is hidden, and what is in a hidden folder, only when asked for. */
export function filesBelow(path: string, isHiddenIn: boolean): readonly string[] {
  if (!existsSync(path) || (!isHiddenIn && basename(path).startsWith("."))) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => {
      const child = join(path, name);
      return lstatSync(child).isSymbolicLink() && !existsSync(child) ? [] : filesBelow(child, isHiddenIn);
    });
}
