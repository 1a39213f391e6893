import type { RepositoryFiles } from "../../../repository/index.ts";
import { folderOf, foldersUp, pathsNamed, within } from "../../repository-paths.ts";
import { cargo } from "./cargo.ts";
import type { Ecosystem } from "./ecosystem.ts";
import { go } from "./go.ts";
import { npm } from "./npm.ts";
import { pnpm } from "./pnpm.ts";
import { python } from "./python.ts";
import { ruby } from "./ruby.ts";
import { yarn } from "./yarn.ts";

/** All that are known. Those that share a manifest stand together, the one to be proposed first. */
export const ECOSYSTEMS: readonly Ecosystem[] = [npm, pnpm, yarn, go, python, ruby, cargo];

/** Lock files of tools whose formats are not read: they count as there. */
export const OTHER_LOCKS: Readonly<Record<string, readonly string[]>> = {
  "package.json": ["bun.lock", "bun.lockb", "deno.lock"],
};

/** Manifests that name something to be locked. */
export function manifestsOf(ecosystem: Ecosystem, files: RepositoryFiles): readonly string[] {
  return pathsNamed(files, ecosystem.manifest).filter((path) => ecosystem.needsLock(files, path));
}

/** A lock file that a manifest may be locked in: beside it, or in a folder around it as workspaces have it. */
export function lockAround(files: RepositoryFiles, manifest: string, names: readonly string[]): string | undefined {
  const candidates = foldersUp(folderOf(manifest)).flatMap((folder) => names.map((name) => within(folder, name)));
  return candidates.find((path) => files.has(path));
}
