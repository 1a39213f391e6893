import { compareText, isJsonObject, type Json, type JsonObject, own } from "@towpath/core";

/** One package of a lock file. */
export interface LockedPackage {
  /** Its key in the lock file, unique in it: `node_modules/a/node_modules/b`; empty for the lock file's own folder. */
  readonly path: string;
  readonly name: string;
  readonly version?: string | undefined;
  /** As its author wrote it: `MIT`. */
  readonly license?: string | undefined;
  /** Subresource integrity: `sha512-…`. */
  readonly integrity?: string | undefined;
  /** Where it was got from. May hold credentials. */
  readonly resolved?: string | undefined;
  /** Needed to build and test only. */
  readonly isDev: boolean;
  readonly isOptional: boolean;
  /** Paths of what it needs and has got; sorted. */
  readonly needs: readonly string[];
}

/**
 * The packages that one package of a lock file needs, itself first, then sorted by path; undefined where the lock file does
 * not know it. Read as npm resolves: the nearest `node_modules` that has the name.
 * Format: https://docs.npmjs.com/cli/v11/configuring-npm/package-lock-json (versions 2 and 3)
 *
 * @param lock the lock file's value
 * @param home key of the package: empty, or the path of a workspace
 */
export function lockedPackages(lock: JsonObject, home: string): readonly LockedPackage[] | undefined {
  const entries = own(lock, "packages");
  if (!isJsonObject(entries)) return undefined;
  const all: JsonObject = entries;
  const start = entryAt(all, home);
  if (!start) return undefined;
  const needed = reachable(all, home, false);
  const others = [...reachable(all, home, true).entries()]
    .filter(([path]) => path !== home)
    .sort(([a], [b]) => compareText(a, b));
  return [
    packageOf(home, start, needed.get(home) ?? [], false),
    ...others.map(([path, needs]) => packageOf(path, entryAt(all, path) ?? {}, needs, !needed.has(path))),
  ];
}

/** What each package that is reached needs, by path. */
function reachable(all: JsonObject, home: string, hasDev: boolean): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  const open: string[] = [home];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    const entry = entryAt(all, path);
    if (!entry || found.has(path)) continue;
    const from = path;
    const names = namesNeeded(entry, hasDev && path === home);
    const needs = [...new Set(names.flatMap((name) => resolved(all, from, name) ?? []))].sort(compareText);
    found.set(path, needs);
    open.push(...needs);
  }
  return found;
}

function namesNeeded(entry: JsonObject, hasDev: boolean): readonly string[] {
  const kinds = ["dependencies", "optionalDependencies", "peerDependencies", ...(hasDev ? ["devDependencies"] : [])];
  return kinds.flatMap((kind) => {
    const names = own(entry, kind);
    return isJsonObject(names) ? Object.keys(names) : [];
  });
}

/** A link leads to the folder of a workspace, which has an entry of its own. */
function resolved(all: JsonObject, from: string, name: string): string | undefined {
  for (let at = from; ; at = parentOf(at)) {
    if (!/(?:^|\/)node_modules$/.test(at)) {
      const path = at === "" ? `node_modules/${name}` : `${at}/node_modules/${name}`;
      const entry = entryAt(all, path);
      const target = entry && own(entry, "link") === true ? own(entry, "resolved") : undefined;
      if (typeof target === "string" && entryAt(all, target)) return target;
      if (entry) return path;
    }
    if (at === "") return undefined;
  }
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf("/"), 0));
}

function entryAt(all: JsonObject, path: string): JsonObject | undefined {
  const entry = own(all, path);
  return isJsonObject(entry) ? entry : undefined;
}

function packageOf(path: string, entry: JsonObject, needs: readonly string[], isDev: boolean): LockedPackage {
  const text = (key: string): string | undefined => textOf(own(entry, key));
  return {
    path,
    name: text("name") ?? path.split("node_modules/").at(-1) ?? path,
    version: text("version"),
    license: text("license"),
    integrity: text("integrity"),
    resolved: text("resolved"),
    isDev,
    isOptional: own(entry, "optional") === true || own(entry, "devOptional") === true,
    needs,
  };
}

function textOf(value: Json | undefined): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
