import { type JsonObject, own } from "@towpath/core";
import type { Evidence } from "./evidence.ts";
import type { RepositoryFiles } from "./repository-files.ts";

/** What installs a package's dependencies and runs its scripts. */
export interface PackageManager {
  readonly name: "npm" | "pnpm" | "yarn" | "bun";
  readonly major: number | undefined;
  /** The lockfile, or package.json where there is none. */
  readonly at: Evidence;
  readonly hasLock: boolean;
  /** Where the workspace that the package is a member of has its root, relative to the package: `../..`. */
  readonly workspace: string | undefined;
}

/** A package.json as far as it is read. */
export interface NodePackage {
  readonly json: JsonObject;
  readonly manager: PackageManager;
  readonly scripts: ReadonlyMap<string, string>;
  readonly dependencies: ReadonlyMap<string, string>;
  readonly development: ReadonlyMap<string, string>;
  /** Where a key first stands. */
  readonly at: (key: string) => Evidence;
}

const LOCKFILES = [
  ["pnpm-lock.yaml", "pnpm"],
  ["yarn.lock", "yarn"],
  ["bun.lock", "bun"],
  ["bun.lockb", "bun"],
  ["package-lock.json", "npm"],
  ["npm-shrinkwrap.json", "npm"],
] as const;

/** The package manager, by the nearest lockfile, else by the field `packageManager`, else npm. */
export function packageManager(repository: RepositoryFiles, json: JsonObject): PackageManager {
  const folders = [".", ...repository.above];
  const declared = folders.flatMap((folder) =>
    declaredIn(folder === "." ? json : repository.json(`${folder}/package.json`)),
  )[0];
  for (const folder of folders) {
    const entries = new Set(repository.entries(folder).map(({ name }) => name));
    const lock = LOCKFILES.find(([file]) => entries.has(file));
    if (!lock) continue;
    const [file, name] = lock;
    const above = folder === "." ? undefined : folder;
    return {
      name,
      major: declared?.name === name ? declared.major : undefined,
      at: { file: above ? `${above}/${file}` : file },
      hasLock: true,
      workspace: above,
    };
  }
  return {
    name: declared?.name ?? "npm",
    major: declared?.major,
    at: { file: "package.json" },
    hasLock: false,
    workspace: undefined,
  };
}

function declaredIn(json: JsonObject | undefined): readonly { name: PackageManager["name"]; major: number }[] {
  const field = json && own(json, "packageManager");
  const match = typeof field === "string" ? /^(npm|pnpm|yarn|bun)@(\d+)/.exec(field) : null;
  const name = (["npm", "pnpm", "yarn", "bun"] as const).find((known) => known === match?.[1]);
  return name ? [{ name, major: Number(match?.[2]) }] : [];
}
