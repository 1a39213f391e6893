import { isJsonObject, type Json, own } from "@towpath/core";
import type { Drift, Ecosystem } from "./ecosystem.ts";
import { jsonFile, objectAt } from "./json-file.ts";
import { dependenciesOf, GROUPS, hasDependencies, overriddenName, placeIn } from "./package-json.ts";

/** https://github.com/pnpm/spec/tree/master/lockfile */
export const pnpm: Ecosystem = {
  name: "pnpm",
  manifest: "package.json",
  locks: ["pnpm-lock.yaml"],
  command: "pnpm install",
  dependabot: ["npm"],
  needsLock: hasDependencies,
  drift(files, manifest, lock) {
    const locked = files.document(lock)?.value;
    const value = jsonFile(files, manifest);
    if (locked === undefined || !isJsonObject(locked) || !value) return [];
    const importers = own(locked, "importers");
    const importer = importers !== undefined && isJsonObject(importers) ? objectAt(importers, ".") : locked;
    const specifiers = specifiersOf(importer);
    const overridden = new Set(Object.keys(objectAt(locked, "overrides")).map(overriddenName));
    return [...dependenciesOf(value)].flatMap(([dependency, { group, range }]): readonly Drift[] => {
      const before = specifiers.get(dependency);
      // What is overridden is remembered as the override has it.
      if (before === range || overridden.has(dependency)) return [];
      return [{ dependency, wanted: range, locked: before, place: placeIn(files, manifest, group, dependency) }];
    });
  },
};

/** The ranges that it was written for: `{ pg: { specifier } }` since version 6, `specifiers: { pg }` before. */
function specifiersOf(importer: { readonly [key: string]: Json }): ReadonlyMap<string, string> {
  const all = new Map<string, string>();
  for (const group of GROUPS)
    for (const [name, said] of Object.entries(objectAt(importer, group))) {
      const specifier = isJsonObject(said) ? own(said, "specifier") : undefined;
      if (typeof specifier === "string") all.set(name, specifier);
    }
  for (const [name, specifier] of Object.entries(objectAt(importer, "specifiers")))
    if (typeof specifier === "string") all.set(name, specifier);
  return all;
}
