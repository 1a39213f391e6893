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

/** Finds the package of a pack. @throws {OperationError} as {@link namedPackage} */
export async function npmPack(...found: Parameters<typeof namedPackage>): Promise<NpmPack> {
  const pack = await namedPackage(...found);
  return { ...pack, isData: nodeFiles.realPath(join(pack.root, "pack.yaml")) !== undefined };
}

/**
 * Finds a package that a platform names in one version: installed in this very version, or fetched once.
 *
 * @param what it is called in messages
 * @throws {OperationError} `operation/platform-…` where it cannot be fetched
 */
export async function namedPackage(
  reference: { readonly name: string; readonly version: string; readonly written: string },
  { platform, source }: PacksRequest,
  effects: Effects,
  { isUntrusted, isOffline }: PackOptions,
  what: "policy pack" | "package of drivers" | "package of resource types" = "policy pack",
): Promise<InstalledPackage> {
  const { name, version, written } = reference;
  const { files } = effects;
  // Where the platform came from elsewhere, whoever is checked has installed its packs, or nobody has.
  const folder = source.kind === "path" && platform.home ? dirname(platform.home.path) : effects.folder;
  const installed = isUntrusted ? undefined : installedPackage(name, folder, files);
  const settings = isUntrusted ? undefined : npmSettingsOf(folder, files);
  return installed && isSameVersion(installed.version, version)
    ? installed
    : fetchNpmPlatform(
        {
          reference: { kind: "npm", name, wanted: version, isExact: true },
          written,
          settings,
          isOffline,
          what,
        },
        effects,
      );
}
