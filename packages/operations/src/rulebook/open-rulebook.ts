import { join } from "node:path";
import type { Effects, Files, Finding } from "@towpath/core";
import type { PlatformModel, ServiceDocument } from "@towpath/manifest";
import { givenPlatform } from "../documents/claim.ts";
import { MANIFEST_NAME } from "../documents/find-manifests.ts";
import { openManifest } from "../documents/open-documents.ts";
import { InvalidDocuments } from "../errors.ts";
import { loadPacks } from "../packs/load-packs.ts";
import type { Packs } from "../packs/packs.ts";
import { platformReader } from "../platform/platform-reader.ts";
import type { PlatformSource } from "../platform/platform-source.ts";

/** Whose rules are asked about. */
export interface RulebookRequest {
  /**
   * The platform; when absent TOWPATH_PLATFORM, the one that the manifest names, the one in this folder, or the starter
   * platform.
   */
  readonly platform?: string | undefined;
  /** The manifest, or its folder; `towpath.yaml` when absent, where there is one. */
  readonly manifest?: string | undefined;
}

/** A platform with its rules, and the service that asks about them, where there is one. */
export interface Rulebook {
  readonly platform: PlatformModel;
  readonly source: PlatformSource;
  readonly platformFiles: Files;
  readonly packs: Packs;
  readonly manifest?: string | undefined;
  readonly service?: ServiceDocument | undefined;
  /** What is wrong with the documents and packs. */
  readonly findings: readonly Finding[];
}

/**
 * Opens the rules of a platform: for a service where there is a manifest, else for the platform alone.
 *
 * @throws {InvalidDocuments} where there is no platform that can be read
 */
export async function openRulebook(request: RulebookRequest, effects: Effects): Promise<Rulebook> {
  const { files, folder } = effects;
  const isThere = (name: string): boolean => files.realPath(join(folder, name)) !== undefined;
  if (request.manifest !== undefined || isThere(MANIFEST_NAME)) {
    const opened = await openManifest(request, effects);
    const { manifest, service, platform, platformFiles, source, findings } = opened;
    if (!platform || !source) throw new InvalidDocuments(findings);
    const packs = await loadPacks({ platform, platformFiles, source }, effects);
    return { platform, source, platformFiles, packs, manifest, service, findings: [...findings, ...packs.findings] };
  }
  const reference = givenPlatform(request.platform, effects) ?? (isThere("platform.yaml") ? "." : undefined);
  const read = await platformReader(effects)({ reference, base: folder, folder });
  if (read.failure) throw read.failure;
  const { value: platform, source, files: platformFiles } = read;
  if (!platform || !source) throw new InvalidDocuments(read.findings);
  const packs = await loadPacks({ platform, platformFiles, source }, effects);
  return { platform, source, platformFiles, packs, findings: [...read.findings, ...packs.findings] };
}
