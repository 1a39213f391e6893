import { dirname, join } from "node:path";
import { type Files, isJson, isJsonObject } from "@towpath/core";

/** A package as it is installed. */
export interface InstalledPackage {
  /** Absolute, links followed: a workspace is where its sources are. */
  readonly root: string;
  readonly version?: string | undefined;
}

/**
 * Finds a package from a folder upwards, as Node does: https://nodejs.org/api/modules.html#loading-from-node_modules-folders
 *
 * @param folder absolute
 */
export function installedPackage(name: string, folder: string, files: Files): InstalledPackage | undefined {
  for (let at = folder; ; at = dirname(at)) {
    const root = files.realPath(join(at, "node_modules", name));
    if (root !== undefined) return { root, version: packageFacts(root, files).version };
    if (dirname(at) === at) return undefined;
  }
}

/** What a package's own file says of it. */
export function packageFacts(root: string, files: Files): { readonly name?: string; readonly version?: string } {
  try {
    const bytes = files.read(join(root, "package.json"));
    const value: unknown = bytes && JSON.parse(new TextDecoder().decode(bytes));
    if (!isJson(value) || !isJsonObject(value)) return {};
    const { name, version } = value;
    return { ...(typeof name === "string" ? { name } : {}), ...(typeof version === "string" ? { version } : {}) };
  } catch {
    return {};
  }
}
