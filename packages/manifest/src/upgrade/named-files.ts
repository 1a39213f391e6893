import { dirname, relative, resolve } from "node:path";
import { type Files, isJsonObject, type Json } from "@towpath/core";
import { boundaryOf, expand, pathFlaw } from "../document/paths.ts";

/**
 * The files of resource types that a platform's document names, absolute. Those that it may not name, and patterns that
 * cannot be followed, are left to `towpath validate`: it says what is wrong with them.
 *
 * @param path the platform's own, absolute
 * @param folder absolute; a document's paths stay below it
 */
export function namedFiles(platform: Json, path: string, files: Files, folder: string): readonly string[] {
  const named = isJsonObject(platform) ? platform["resourceTypes"] : undefined;
  if (!Array.isArray(named)) return [];
  const home = dirname(path);
  const mayRead = (one: string): boolean => pathFlaw(one, home, boundaryOf(path, folder), files) === undefined;
  return named.flatMap((pattern: unknown) => {
    if (typeof pattern !== "string" || !mayRead(pattern)) return [];
    try {
      return expand(pattern, home, files)
        .filter((file) => mayRead(relative(home, file)) && files.realPath(file) !== undefined)
        .map((file) => resolve(file));
    } catch {
      return [];
    }
  });
}
