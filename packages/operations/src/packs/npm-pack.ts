import { dirname, join } from "node:path";
import { type Effects, nodeFiles } from "@towpath/core";
import { fetchNpmPlatform } from "../platform/fetch-npm-platform.ts";
import { type InstalledPackage, installedPackage } from "../platform/installed-package.ts";
import { isSameVersion } from "../platform/npm-reference.ts";
import { npmSettingsOf } from "../platform/npm-settings.ts";
import type { PackOptions, PacksRequest } from "./pack-views.ts";

/** A package that is a pack, on this disk. */
export interface NpmPack extends InstalledPackage {
  /** Its rules are data, and no code of it runs. */
  readonly isData: boolean;
}

/**
 * Finds the package of a pack: installed in this very version, or fetched once.
 *
 * @throws {OperationError} `operation/platform-…` where it cannot be fetched
 */
export async function npmPack(
  reference: { readonly name: string; readonly version: string; readonly written: string },
  { platform, source }: PacksRequest,
  effects: Effects,
  { isUntrusted, isOffline }: PackOptions,
): Promise<NpmPack> {
  const { name, version, written } = reference;
  const { files } = effects;
  // Where the platform came from elsewhere, whoever is checked has installed its packs, or nobody has.
  const folder = source.kind === "path" && platform.home ? dirname(platform.home.path) : effects.folder;
  const installed = isUntrusted ? undefined : installedPackage(name, folder, files);
  const settings = isUntrusted ? undefined : npmSettingsOf(folder, files);
  const found =
    installed && isSameVersion(installed.version, version)
      ? installed
      : await fetchNpmPlatform(
          {
            reference: { kind: "npm", name, wanted: version, isExact: true },
            written,
            settings,
            isOffline,
            what: "policy pack",
          },
          effects,
        );
  return { ...found, isData: nodeFiles.realPath(join(found.root, "pack.yaml")) !== undefined };
}
