import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { lstat } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import { compareText, isWithin } from "@towpath/core";
import type { ReleaseProvenance } from "../release/release.ts";

/** Files that fix which packages a build gets, of the tools that there are. */
const LOCKS: readonly string[] = [
  "Cargo.lock",
  "Gemfile.lock",
  "Pipfile.lock",
  "bun.lock",
  "bun.lockb",
  "composer.lock",
  "go.sum",
  "gradle.lockfile",
  "mix.lock",
  "npm-shrinkwrap.json",
  "package-lock.json",
  "packages.lock.json",
  "pnpm-lock.yaml",
  "poetry.lock",
  "uv.lock",
  "yarn.lock",
];

/**
 * The lock files of a folder and of those above it, up to the boundary: a workspace of a monorepo has its lock at the root.
 * Sorted by name, which is relative to the boundary.
 */
export async function lockFiles(folder: string, boundary: string): Promise<ReleaseProvenance["materials"]> {
  const found: { readonly name: string; readonly digest: `sha256:${string}` }[] = [];
  for (let at = folder; isWithin(at, boundary); at = dirname(at)) {
    for (const name of LOCKS) {
      const path = join(at, name);
      if (!(await lstat(path).catch(() => undefined))?.isFile()) continue;
      found.push({ name: relative(boundary, path).split(sep).join("/"), digest: await digestOf(path) });
    }
    if (dirname(at) === at) break;
  }
  return found.sort((a, b) => compareText(a.name, b.name));
}

async function digestOf(path: string): Promise<`sha256:${string}`> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return `sha256:${hash.digest("hex")}`;
}
