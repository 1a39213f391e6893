import { join, sep } from "node:path";
import { type Effects, type Files, nodeFiles } from "@towpath/core";
import { OperationError } from "../errors.ts";
import { fetchNpmPlatform } from "./fetch-npm-platform.ts";
import { filesWithin } from "./files-within.ts";
import { type InstalledPackage, installedPackage } from "./installed-package.ts";
import type { LocatedPlatform } from "./located-platform.ts";
import type { NpmReference } from "./npm-reference.ts";
import { npmSettingsOf } from "./npm-settings.ts";
import type { PlatformOptions } from "./platform-reader.ts";
import { isInRange } from "./version-range.ts";
import { shown } from "./wrong-reference.ts";

/** From where, and for whom, a package is looked for. */
export interface NpmRequest {
  readonly reference: NpmReference;
  readonly written: string;
  /** The manifest's folder. Absolute. */
  readonly folder: string;
  readonly options: PlatformOptions;
}

/** Finds npm platforms; each is fetched once, however many manifests are for it. */
export function npmPlatforms(effects: Effects): (request: NpmRequest) => Promise<LocatedPlatform> {
  const fetched = new Map<string, Promise<InstalledPackage>>();
  return async (request) => {
    const { reference, written, folder, options } = request;
    const { files, events } = effects;
    const installed = options.isUntrusted ? undefined : installedPackage(reference.name, folder, files);
    if (installed && fits(installed, reference)) {
      return located(installed, request, { files, isPinned: true, isInstalled: true });
    }
    const settings = options.isUntrusted ? undefined : npmSettingsOf(folder, files);
    const key = JSON.stringify([written, settings]);
    let fetching = fetched.get(key);
    if (!fetching) {
      if (installed) {
        const there = `${reference.name} is installed in version ${installed.version ?? "unknown"}`;
        events({ type: "notice", message: `${there}, which is not what ${written} asks for.` });
      }
      fetching = fetchNpmPlatform({ reference, written, settings, isOffline: options.isOffline }, effects);
      fetched.set(key, fetching);
      const { version } = await fetching;
      if (!reference.isExact) events({ type: "notice", message: `The platform ${written} is version ${version} now.` });
    }
    const how = { files: nodeFiles, isPinned: reference.isExact, isInstalled: false };
    return located(await fetching, request, how);
  };
}

function fits({ version }: InstalledPackage, { wanted }: NpmReference): boolean {
  if (wanted === undefined) return true;
  return version !== undefined && isInRange(version, wanted);
}

interface Found {
  readonly files: Files;
  readonly isPinned: boolean;
  readonly isInstalled: boolean;
}

function located(
  { root, version }: InstalledPackage,
  { reference: { name }, written }: NpmRequest,
  { files, isPinned, isInstalled }: Found,
): LocatedPlatform {
  const called = version === undefined ? name : `${name}@${version}`;
  if (files.realPath(join(root, "platform.yaml")) === undefined) {
    throw new OperationError({
      code: "operation/platform-not-found",
      message: `The package ${called} holds no platform.yaml, so ${shown(written)} is no platform.`,
      hint: "A package that is a platform has its platform.yaml at its top; `files` in its package.json must not leave it out.",
    });
  }
  // The sources of a workspace are files of this repository, and are shown as that.
  const isWorkspace = isInstalled && !root.split(sep).includes("node_modules");
  const location = { path: root, boundary: root, ...(isWorkspace ? {} : { name: called }) };
  return { location, files: filesWithin(files, root), version, isPinned };
}
