import { isJsonObject, type JsonObject, own } from "@towpath/core";
import type { RepositoryFiles } from "../../../repository/index.ts";
import { folderOf, within } from "../../repository-paths.ts";
import type { Drift, Ecosystem } from "./ecosystem.ts";
import { jsonFile, objectAt } from "./json-file.ts";
import { dependenciesOf, hasDependencies, placeIn } from "./package-json.ts";

/** https://docs.npmjs.com/cli/configuring-npm/package-lock-json */
export const npm: Ecosystem = {
  name: "npm",
  manifest: "package.json",
  locks: ["package-lock.json", "npm-shrinkwrap.json"],
  command: "npm install",
  dependabot: ["npm"],
  needsLock: hasDependencies,
  drift(files, manifest, lock) {
    const locked = jsonFile(files, lock);
    if (!locked) return [{ dependency: lock, wanted: undefined, locked: undefined, place: files.placeOf(lock) }];
    const packages = own(locked, "packages");
    if (packages === undefined || !isJsonObject(packages))
      return missingIn(objectAt(locked, "dependencies"), files, manifest);
    // The package itself and its workspaces; all else was installed.
    const roots = Object.entries(packages).filter(([folder]) => !/(?:^|\/)node_modules\//.test(folder));
    return roots.flatMap(([folder, said]) => {
      const path = folder === "" ? manifest : within(folderOf(manifest), `${folder}/package.json`);
      return isJsonObject(said) && files.has(path) ? driftOf(said, files, path) : [];
    });
  },
};

/** A package as its lock file remembers it, against what it says now. */
function driftOf(remembered: JsonObject, files: RepositoryFiles, manifest: string): readonly Drift[] {
  const value = jsonFile(files, manifest);
  if (!value) return [];
  const [wanted, locked] = [dependenciesOf(value), dependenciesOf(remembered)];
  const changed = [...wanted].flatMap(([dependency, { group, range }]): readonly Drift[] => {
    const before = locked.get(dependency)?.range;
    if (before === range) return [];
    return [{ dependency, wanted: range, locked: before, place: placeIn(files, manifest, group, dependency) }];
  });
  const gone = [...locked].flatMap(([dependency, { range }]): readonly Drift[] =>
    wanted.has(dependency)
      ? []
      : [{ dependency, wanted: undefined, locked: range, place: placeIn(files, manifest, "dependencies") }],
  );
  return [...changed, ...gone];
}

/** The first version of the format does not remember ranges. */
function missingIn(dependencies: JsonObject, files: RepositoryFiles, manifest: string): readonly Drift[] {
  const value = jsonFile(files, manifest);
  if (!value) return [];
  return [...dependenciesOf(value)].flatMap(([dependency, { group, range }]) =>
    Object.hasOwn(dependencies, dependency)
      ? []
      : [{ dependency, wanted: range, locked: undefined, place: placeIn(files, manifest, group, dependency) }],
  );
}
