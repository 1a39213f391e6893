import { resolve } from "node:path";
import { canonicalJson, type Effects, shownPath } from "@towpath/core";
import {
  environmentsOf,
  isTypePackage,
  loadPlatform,
  openService,
  type PlatformModel,
  type ServiceDocument,
  type TypePackages,
  typePackage,
} from "@towpath/manifest";
import { type Claim, claimOf, claimReader, givenPlatform, isElsewhere } from "../documents/claim.ts";
import { type EarlierState, fleetService } from "../fleet/check-around.ts";
import { parsePlatformReference } from "../platform/platform-reference.ts";
import type { AskedTypes } from "../platform/type-packages.ts";
import { baseClaims, claimKey } from "./base-claims.ts";
import { baseManifests } from "./base-manifests.ts";
import type { CommitTree } from "./commit-tree.ts";
import { type GoneManifests, type GoneSources, goneManifests } from "./gone-manifests.ts";
import { loadBasePlatform } from "./load-base-platform.ts";
import { isSameSource } from "./same-source.ts";
import { sideFiles } from "./side-files.ts";
import type { StandingDocuments, Vantage } from "./vantage.ts";

/** What is proposed, onto what. */
export interface SidesRequest {
  readonly platform: string | undefined;
  /** Packages that are installed in the folder, and its npm settings, do not count. */
  readonly isUntrusted: boolean;
  /** What is asked for: files, folders or globs. */
  readonly patterns: readonly string[];
  readonly tree: CommitTree;
  /** Absolute: the checkout. */
  readonly root: string;
}

/** The two sides that a proposal is seen from. */
export interface Sides extends Disposable {
  /** By what the base says. */
  readonly base: Vantage;
  /** By what is proposed; for manifests that were opened from the base before. */
  readonly proposed: Vantage;
  /** Whether the proposal changes anything that manifests were checked by so far, on the base's side. */
  isChanged(): boolean;
  /** Whether the proposal changes files of waivers that were read so far: services anywhere may name one. */
  changesWaivers(): boolean;
  /** Whether a manifest that was opened from the base asks, by itself, to be checked otherwise. */
  asksOtherwise(manifest: string): boolean;
  /** What is to be known of how it was checked, and of what was not. */
  notes(): readonly string[];
  /** What of the base is checked no more; see {@link goneManifests}. */
  gone(checked: GoneSources["checked"], changed: GoneSources["changed"]): Promise<GoneManifests>;
  /** The repository and its services in the base. */
  earlier(): Promise<EarlierState>;
}

/** The sides of a proposal. Packs that run code are the base's on both. */
export function sidesOf(request: SidesRequest, effects: Effects): Sides {
  const { tree, root, patterns, isUntrusted } = request;
  const { folder } = effects;
  const files = sideFiles(tree, root, effects);
  const { disk, present } = files;
  const given = givenPlatform(request.platform, effects);
  const manifests = baseManifests(patterns, tree, present, effects);
  const sources = { manifests, files: present, disk, folder, given };
  const loadBase = (path: string, packages?: TypePackages) =>
    loadBasePlatform(path, files.rules.files, { disk, folder, commit: tree.commit }, packages);
  const fromDisk = claimReader(
    { ...effects, files: disk },
    { isUntrusted, typesOf: (path) => typesBeside(loadPlatform(path, present, folder).value) },
  );
  const readBase = claimReader(
    { ...effects, files: disk },
    { isUntrusted, loadPath: loadBase, typesOf: () => ({ leftOut: "mandatory", isAskedFor: () => true }) },
  );
  const fromBase: typeof readBase = async (...claimed) => {
    const read = await readBase(...claimed);
    return read.source?.kind === "path" ? { ...read, platformFiles: files.rules.files } : read;
  };
  const ownClaim = (manifest: string, service: ServiceDocument | undefined): Claim =>
    claimOf(manifest, service, given, { folder, isUntrusted });

  const asking = new Set<string>();
  const references = new Map<string, readonly (string | undefined)[]>();
  const adopted = new Set<string>();
  const left = new Map<string, readonly string[]>();
  return {
    base: {
      standpoint: files.base,
      open: async (manifest) => {
        const service = await openService(manifest, disk, folder);
        const { claims, before } = await baseClaims(manifest, service, sources);
        const own = ownClaim(manifest, service.value);
        if (service.value && isOtherwise(service.value, own, before, claims)) asking.add(manifest);
        references.set(
          manifest,
          claims.map(({ reference }) => reference),
        );
        const all: StandingDocuments[] = [];
        for (const claim of claims.length > 0 ? claims : [own]) {
          const isKnown = claims.length > 0 && isIn(present, claim);
          if (!isKnown) adopted.add(claim.reference === undefined ? "" : shownPath(claimKey(claim), folder));
          const read = isKnown ? fromBase : fromDisk;
          const standpoint = isKnown ? files.base : files.proposed;
          const documents = await read(manifest, service, claim);
          const missing = before ? environmentsLeft(before, documents) : [];
          if (missing.length > 0) left.set(service.value?.name ?? manifest, missing);
          all.push({ ...documents, governing: before ?? service.value, isNew: before === undefined, standpoint });
        }
        return all;
      },
    },
    proposed: {
      standpoint: files.proposed,
      open: async (manifest) => {
        const service = await openService(manifest, disk, folder);
        const own = ownClaim(manifest, service.value);
        const isSame = isSameSource(own.reference ?? "", references.get(manifest) ?? []);
        const claim = { ...own, isProposed: own.isProposed && !isSame };
        return [{ ...(await fromDisk(manifest, service, claim)), governing: service.value }];
      },
    },
    isChanged: () => files.rules.differFrom(disk),
    changesWaivers: () => files.waivers.differFrom(disk),
    asksOtherwise: (manifest) => asking.has(manifest),
    gone: (checked, changed) => goneManifests({ manifests, checked, disk, folder, changed }),
    earlier: async () => ({
      files: present,
      services: (await manifests.all()).map((one) => fleetService(shownPath(one.home.path, folder), one)),
    }),
    notes: () => [
      ...[...adopted].map((path) => `The base has no platform${path && ` ${path}`}: it was taken as it is proposed.`),
      ...(files.code.differFrom(disk)
        ? ["The proposal changes packs that run code: those of the base were run, and not what is proposed."]
        : []),
      ...[...left].map(([name, from]) => `${name} leaves ${from.join(", ")}: it is not checked there any more.`),
    ],
    [Symbol.dispose]: () => files[Symbol.dispose](),
  };
}

/** What a proposed platform may bring in: packages that the base's has types from, in any version. Without one, nothing was checked. */
function typesBeside(base: PlatformModel | undefined): AskedTypes {
  const known = (base?.document.resourceTypes ?? []).filter(isTypePackage);
  return {
    leftOut: base ? "advisory" : "mandatory",
    isAskedFor: (written) => known.some((one) => isSamePackage(one, written)),
  };
}

function isSamePackage(one: string, other: string): boolean {
  const [a, b] = [typePackage(one), typePackage(other)];
  return !("flaw" in a) && !("flaw" in b) && a.name === b.name;
}

/** The environments that a service was in and is not any more. */
function environmentsLeft(before: ServiceDocument, { service, platform }: StandingDocuments): readonly string[] {
  if (!service || !platform) return [];
  const now = environmentsOf(service, platform);
  return environmentsOf(before, platform).filter((name) => !now.includes(name));
}

/** Whether a manifest names another platform than those that it is checked by, or other policies or waivers than it did. */
function isOtherwise(
  service: ServiceDocument,
  own: Claim,
  before: ServiceDocument | undefined,
  claims: readonly Claim[],
): boolean {
  const isOtherPlatform = claims.length > 0 && !claims.some((claim) => claimKey(claim) === claimKey(own));
  return isOtherPlatform || (before !== undefined && asked(before) !== asked(service));
}

/** What a manifest says of how it is to be checked. */
function asked({ raw }: ServiceDocument): string {
  return canonicalJson({ policies: raw["policies"] ?? null, waivers: raw["waivers"] ?? null });
}

/** Whether there is something at the path of a platform. What is wrong with it is said by whoever reads it. */
function isIn(files: { realPath(path: string): string | undefined }, { reference, base }: Claim): boolean {
  if (reference === undefined || isElsewhere(reference)) return true;
  try {
    const parsed = parsePlatformReference(reference);
    return parsed.kind !== "path" || files.realPath(resolve(base, parsed.path)) !== undefined;
  } catch {
    return true;
  }
}
