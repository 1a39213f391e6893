import { dirname, relative, resolve } from "node:path";
import { type Files, isJsonObject, type Json, type JsonObject } from "@towpath/core";
import { boundaryOf, expand, pathFlaw } from "../document/paths.ts";

/**
 * The documents that a platform, a service or a pack of rules names, absolute: resource types, waivers, packs and rules. Those that it may not name, and patterns that
 * cannot be followed, are left to `towpath validate`: it says what is wrong with them.
 *
 * @param path the document's own, absolute
 * @param folder absolute; a document's paths stay below it
 */
export function namedFiles(document: Json, path: string, files: Files, folder: string): readonly string[] {
  const named = isJsonObject(document) ? patternsIn(document) : [];
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

function patternsIn({ kind, resourceTypes, waivers, policies, rules }: JsonObject): readonly Json[] {
  const packs = policies !== undefined && isJsonObject(policies) ? policies["packs"] : undefined;
  return [
    ...listOf(resourceTypes),
    ...listOf(waivers),
    // A pack is a file only where it is written as one; the others are packages.
    ...listOf(packs).filter((pack) => typeof pack === "string" && /^\.\.?\/.*\.ya?ml$/.test(pack)),
    ...(kind === "PolicyPack" ? listOf(rules) : []),
  ];
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}
