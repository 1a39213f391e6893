import { isJsonObject, type JsonObject, own, type Place } from "@towpath/core";
import type { RepositoryFiles } from "../../repository/index.ts";
import { pathsNamed } from "../repository-paths.ts";
import { jsonFile } from "./ecosystem/json-file.ts";

/** A package that a lock file of npm installs. */
export interface LockedPackage {
  readonly name: string;
  readonly version: string;
  /** What the lock file says of it. */
  readonly facts: JsonObject;
  /** Where it stands there; looked up when somebody asks. */
  readonly place: Place;
}

/** A lock file of npm with what it installs. */
export interface NpmLock {
  readonly path: string;
  readonly packages: readonly LockedPackage[];
}

const known = new WeakMap<RepositoryFiles, readonly NpmLock[]>();

/** The lock files of npm in a repository, read once for all rules. Links to a workspace's own folders are no packages. */
export function npmLocks(files: RepositoryFiles): readonly NpmLock[] {
  const before = known.get(files);
  if (before) return before;
  const locks = pathsNamed(files, "package-lock.json", "npm-shrinkwrap.json").map((path) => ({
    path,
    packages: packagesIn(files, path),
  }));
  known.set(files, locks);
  return locks;
}

function packagesIn(files: RepositoryFiles, path: string): readonly LockedPackage[] {
  const lock = jsonFile(files, path);
  const packages = lock && own(lock, "packages");
  if (packages === undefined || !isJsonObject(packages)) return [];
  return Object.entries(packages).flatMap(([folder, facts]): readonly LockedPackage[] => {
    const at = folder.lastIndexOf("node_modules/");
    if (at === -1 || !isJsonObject(facts) || own(facts, "link") === true) return [];
    const [alias, version] = [own(facts, "name"), own(facts, "version")];
    return [
      {
        name: typeof alias === "string" ? alias : folder.slice(at + "node_modules/".length),
        version: typeof version === "string" ? version : "",
        facts,
        get place() {
          const start = files.text(path)?.indexOf(`${JSON.stringify(folder)}:`) ?? -1;
          return start === -1 ? files.placeOf(path) : files.placeOf(path, start, start + folder.length + 2);
        },
      },
    ];
  });
}
