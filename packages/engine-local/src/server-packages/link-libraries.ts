import { readFile, rm, symlink } from "node:fs/promises";
import { dirname, isAbsolute, join, normalize, relative } from "node:path";
import { codeOf } from "../data-folder/private-files.ts";

/**
 * Makes the symbolic links between shared libraries that the PostgreSQL packages lack, because npm packs no links and
 * install scripts are off. Each package lists them in `native/pg-symlinks.json`, relative to its own folder.
 *
 * @param folder the folder of the platform's package
 */
export async function linkLibraries(folder: string): Promise<void> {
  let list: unknown;
  try {
    list = JSON.parse(await readFile(join(folder, "native", "pg-symlinks.json"), "utf8"));
  } catch (error) {
    if (codeOf(error) === "ENOENT") return;
    throw error;
  }
  if (!Array.isArray(list)) return;
  for (const entry of list) {
    const { source, target } = Object(entry);
    if (!isInside(source) || !isInside(target)) continue;
    const link = join(folder, target);
    await rm(link, { force: true });
    await symlink(relative(dirname(link), join(folder, source)), link);
  }
}

function isInside(path: unknown): path is string {
  return typeof path === "string" && !isAbsolute(path) && !normalize(path).startsWith("..");
}
