import { dirname } from "node:path";
import { type Files, isWithin } from "@towpath/core";
import { type Loaded, loadPlatform, type PlatformModel, type TypePackages } from "@towpath/manifest";
import { watchedFiles } from "./watched-files.ts";

/**
 * Reads a platform of the base commit. Where it is not the same in the checkout, places call it by the commit: a line of
 * it is no line of a file that anybody sees there.
 *
 * @param path absolute
 * @param files of the base commit
 * @param folder absolute; places name files relative to it
 * @param packages that resource types come from
 */
export function loadBasePlatform(
  path: string,
  files: Files,
  { disk, folder, commit }: { readonly disk: Files; readonly folder: string; readonly commit: string },
  packages?: TypePackages,
): Loaded<PlatformModel> {
  const watched = watchedFiles(files);
  const read = loadPlatform(path, watched.files, folder, packages);
  if (!watched.differFrom(disk)) return read;
  const home = files.list(path) === undefined ? dirname(path) : path;
  const boundary = isWithin(path, folder) ? folder : home;
  return loadPlatform({ path, boundary, name: `base@${commit.slice(0, 12)}` }, files, folder, packages);
}
