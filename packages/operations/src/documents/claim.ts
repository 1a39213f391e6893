import { dirname, resolve } from "node:path";
import type { Effects, ErrorFacts, Files, Finding, Place, TowpathError } from "@towpath/core";
import { environmentFindings, type Loaded, type PlatformModel, type ServiceDocument } from "@towpath/manifest";
import { OperationError, type OperationErrorCode } from "../errors.ts";
import { findingOf } from "../operation.ts";
import { notPinned } from "../platform/not-pinned.ts";
import { type OfferedPlatform, type PlatformOptions, platformReader } from "../platform/platform-reader.ts";
import { parsePlatformReference } from "../platform/platform-reference.ts";
import type { PlatformSource } from "../platform/platform-source.ts";
import { shown, withoutPassword } from "../platform/wrong-reference.ts";

/** Which platform a manifest is for, and who says so. */
export interface Claim {
  /** The starter platform when undefined. */
  readonly reference: string | undefined;
  /** What a path is relative to. Absolute. */
  readonly base: string;
  /** Where the manifest says so; absent where something else does. */
  readonly place?: Place | undefined;
  /** Nobody but a proposal says so: a platform from elsewhere is not fetched for that. */
  readonly isProposed: boolean;
}

/** A service's documents as far as they could be read, with what is wrong in them. */
export interface OpenDocuments {
  readonly manifest: string;
  readonly service?: ServiceDocument | undefined;
  readonly platform?: PlatformModel | undefined;
  /** What the platform's own files are read with. */
  readonly platformFiles: Files;
  /** Where the platform came from; there when it is. */
  readonly source?: PlatformSource | undefined;
  /** Why there is no platform to read, where that is not for its documents to say. A finding says it, too. */
  readonly failure?: TowpathError | undefined;
  readonly findings: readonly Finding[];
}

/** What the request or the environment names comes first, then what the manifest names, then the starter platform. */
export function claimOf(
  manifest: string,
  service: ServiceDocument | undefined,
  given: string | undefined,
  { folder, isUntrusted = false }: { readonly folder: string; readonly isUntrusted?: boolean | undefined },
): Claim {
  const own = given === undefined ? service?.document.platform : undefined;
  if (own === undefined) return { reference: given, base: folder, isProposed: false };
  const base = dirname(resolve(folder, manifest));
  return { reference: own, base, place: placeOf(service, own), isProposed: isUntrusted };
}

/** Which platform is given for all manifests, by the request or the environment. */
export function givenPlatform(platform: string | undefined, { variables }: Effects): string | undefined {
  // A pipeline that passes a variable on which is not set sets it to nothing.
  return platform ?? (variables["TOWPATH_PLATFORM"] || undefined);
}

/** Reads the platforms that manifests are for; one that several are for is read once. */
export function claimReader(
  effects: Effects,
  options: PlatformOptions = {},
): (manifest: string, service: Loaded<ServiceDocument>, claim: Claim) => Promise<OpenDocuments> {
  const { files, folder } = effects;
  const read = platformReader(effects, options);
  return async (manifest, service, claim) => {
    const { reference, base, place } = claim;
    const isRefused = claim.isProposed && reference !== undefined && isElsewhere(reference);
    const offered: OfferedPlatform = isRefused
      ? { findings: [], files, failure: proposedPlatform(reference), isPinned: true }
      : await read({ reference, base, folder: dirname(resolve(folder, manifest)) });
    const failure = offered.failure && placed(offered.failure, place);
    return {
      manifest,
      service: service.value,
      platform: offered.value,
      platformFiles: offered.files,
      source: offered.source,
      failure,
      findings: [
        ...service.findings,
        ...offered.findings.map((one) => (place && isMissing(one) ? { ...one, places: [place, ...one.places] } : one)),
        ...(failure ? [findingOf(failure)] : []),
        ...(offered.source && !offered.isPinned ? [notPinned(offered.source, place)] : []),
        ...(service.value && offered.value ? environmentFindings(service.value, offered.value) : []),
      ],
    };
  };
}

/** Whether a platform would be fetched, or looked for among installed packages. */
export function isElsewhere(reference: string): boolean {
  try {
    return parsePlatformReference(reference).kind !== "path";
  } catch {
    return false;
  }
}

/** Whoever proposes a manifest must not have the runner fetch what they like with its own credentials. */
function proposedPlatform(reference: string): OperationError {
  return new OperationError({
    code: "operation/platform-proposed",
    message: `The manifest names the platform ${shown(reference)}, which is not fetched for what may be a proposal.`,
    hint: "Name the platform where the proposal cannot write: the action's input `platform`, or TOWPATH_PLATFORM.",
  });
}

function placeOf(service: ServiceDocument | undefined, reference: string): Place | undefined {
  const place = service?.source.placeOfValue(["platform"]);
  // What stands there may be an address with a password in it.
  return place && withoutPassword(reference) !== reference ? { ...place, isSecret: true } : place;
}

/** There is nothing at the platform's path: who named it has the line to mend. */
function isMissing({ code, places }: Finding): boolean {
  return code === "manifest/not-found" && places.every(({ range }) => range === undefined);
}

function placed(error: TowpathError, place: Place | undefined): TowpathError {
  return place && error instanceof OperationError && !error.place
    ? new OperationError({ ...factsOf(error), place })
    : error;
}

function factsOf({ code, message, kind, hint, tail, cause }: OperationError): ErrorFacts<OperationErrorCode> {
  return { code, message, kind, hint, tail, ...(cause === undefined ? {} : { cause }) };
}
