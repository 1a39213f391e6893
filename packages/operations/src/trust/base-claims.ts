import { resolve } from "node:path";
import { type Files, shownPath } from "@towpath/core";
import type { Loaded, ServiceDocument } from "@towpath/manifest";
import { type Claim, claimOf } from "../documents/claim.ts";
import { parsePlatformReference } from "../platform/platform-reference.ts";
import type { BaseManifests } from "./base-manifests.ts";

/** By which platforms the base has a manifest checked. */
export interface BaseClaims {
  readonly claims: readonly Claim[];
  /** The manifest of the base that this one was, by its path or its name; undefined for one that is new. */
  readonly before: ServiceDocument | undefined;
}

/** What claims are looked for in. */
export interface ClaimSources {
  readonly manifests: BaseManifests;
  /** Of the base commit. */
  readonly files: Files;
  readonly disk: Files;
  readonly folder: string;
  /** What the request or the environment names. */
  readonly given: string | undefined;
}

/**
 * The platforms that a manifest is checked by on the base's side. What is given counts for all. Else it is what the base's
 * version of the manifest names; for one that is new there, what all manifests of the base name, so that a new file is no
 * way around them. Empty where the base knows of no platform at all: Towpath is being adopted.
 */
export async function baseClaims(
  manifest: string,
  service: Loaded<ServiceDocument>,
  sources: ClaimSources,
): Promise<BaseClaims> {
  const { manifests, given, folder } = sources;
  const here = await manifests.at(manifest);
  if (given !== undefined) return { claims: [claimOf(manifest, undefined, given, { folder })], before: here };
  if (here) return { claims: [claimIn(here, sources, service.value)], before: here };
  const all = await manifests.all();
  const { value } = service;
  const moved = all.filter((one) => one.name === value?.name && !isStillThere(one, sources));
  const own = value && claimKey(claimIn(value, sources));
  const like = all.filter((one) => claimKey(claimIn(one, sources)) === own);
  const counted = moved.length > 0 ? [...moved, ...like] : like.length > 0 ? like : all;
  const claims = counted.map((one) => claimIn(one, sources));
  if (value && moved.length === 0 && like.length === 0 && isInBase(value, sources))
    claims.push(claimIn(value, sources));
  return { claims: distinct(claims), before: moved[0] };
}

/** What a manifest of the base names; at the line of the proposed one, where that names the same. */
function claimIn(service: ServiceDocument, { folder }: ClaimSources, proposed?: ServiceDocument): Claim {
  const isSame = proposed?.document.platform === service.document.platform;
  const claim = claimOf(shownPath(service.home.path, folder), isSame ? proposed : service, undefined, { folder });
  return isSame ? claim : { ...claim, place: undefined };
}

function isStillThere({ home }: ServiceDocument, { disk }: ClaimSources): boolean {
  try {
    return disk.realPath(home.path) !== undefined;
  } catch {
    return false;
  }
}

/** Whether the path that a service names as its platform is one of the base. */
function isInBase({ document, folder }: ServiceDocument, { files }: ClaimSources): boolean {
  try {
    const reference = document.platform === undefined ? undefined : parsePlatformReference(document.platform);
    return reference?.kind === "path" && files.realPath(resolve(folder, reference.path)) !== undefined;
  } catch {
    return false;
  }
}

function distinct(claims: readonly Claim[]): readonly Claim[] {
  const byKey = new Map<string, Claim>();
  for (const claim of claims) {
    const key = claimKey(claim);
    if (!byKey.has(key)) byKey.set(key, claim);
  }
  return [...byKey.values()];
}

/** The same for two claims of one platform. */
export function claimKey({ reference, base }: Claim): string {
  if (reference === undefined) return "";
  try {
    const parsed = parsePlatformReference(reference);
    return parsed.kind === "path" ? resolve(base, parsed.path) : reference;
  } catch {
    return reference;
  }
}
