import { dirname, resolve } from "node:path";
import {
  type Effects,
  type ErrorFacts,
  type Finding,
  isBlocking,
  nearest,
  type Place,
  type TowpathError,
} from "@towpath/core";
import {
  environmentFindings,
  environmentsOf,
  type Graph,
  mergeFindings,
  openService,
  type PlatformModel,
  resolve as resolveGraph,
  type ServiceDocument,
} from "@towpath/manifest";
import { InvalidDocuments, OperationError, type OperationErrorCode } from "../errors.ts";
import { findingOf } from "../operation.ts";
import { notPinned } from "../platform/not-pinned.ts";
import { type OfferedPlatform, type PlatformOptions, platformReader } from "../platform/platform-reader.ts";
import { parsePlatformReference } from "../platform/platform-reference.ts";
import type { PlatformSource } from "../platform/platform-source.ts";
import { shown, withoutPassword } from "../platform/wrong-reference.ts";
import { findManifests, MANIFEST_NAME } from "./find-manifests.ts";

/** Which service, by which platform, in which environment. Paths are relative to the effects' folder. */
export interface EnvironmentRequest {
  /** The manifest, or its folder; `towpath.yaml` when absent. */
  readonly manifest?: string | undefined;
  readonly platform?: string | undefined;
  /** The only one there is when absent. */
  readonly environment?: string | undefined;
}

/** A service's documents as far as they could be read, with what is wrong in them. */
export interface OpenDocuments {
  readonly manifest: string;
  readonly service?: ServiceDocument | undefined;
  readonly platform?: PlatformModel | undefined;
  /** Where the platform came from; there when it is. */
  readonly source?: PlatformSource | undefined;
  /** Why there is no platform to read, where that is not for its documents to say. A finding says it, too. */
  readonly failure?: TowpathError | undefined;
  readonly findings: readonly Finding[];
}

/**
 * Reads manifests and the platforms that they are for; a platform that several are for is read once.
 *
 * @param platform what the request names; else TOWPATH_PLATFORM, else what each manifest names, else the starter platform
 */
export function documentReader(
  platform: string | undefined,
  effects: Effects,
  options: PlatformOptions = {},
): (manifest: string) => Promise<OpenDocuments> {
  const { files, folder, variables } = effects;
  const read = platformReader(effects, options);
  // A pipeline that passes a variable on which is not set sets it to nothing.
  const given = platform ?? (variables["TOWPATH_PLATFORM"] || undefined);
  return async (manifest) => {
    const service = await openService(manifest, files, folder);
    const home = dirname(resolve(folder, manifest));
    const own = given === undefined ? service.value?.document.platform : undefined;
    const reference = given ?? own;
    const isProposed = options.isUntrusted === true && own !== undefined && isElsewhere(own);
    const offered: OfferedPlatform = isProposed
      ? { findings: [], files, failure: proposedPlatform(own), isPinned: true }
      : await read({ reference, base: own === undefined ? folder : home, folder: home });
    const place = own === undefined ? undefined : placeOf(service.value, own);
    const failure = offered.failure && placed(offered.failure, place);
    return {
      manifest,
      service: service.value,
      platform: offered.value,
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
function isElsewhere(reference: string): boolean {
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
  return place && error instanceof OperationError ? new OperationError({ ...factsOf(error), place }) : error;
}

function factsOf({ code, message, kind, hint, tail, cause }: OperationError): ErrorFacts<OperationErrorCode> {
  return { code, message, kind, hint, tail, ...(cause === undefined ? {} : { cause }) };
}

/** What one service is in one environment, with everything that was found on the way. */
export interface OpenGraph {
  readonly manifest: string;
  readonly service: ServiceDocument;
  readonly platform: PlatformModel;
  readonly source: PlatformSource;
  readonly graph: Graph;
  readonly findings: readonly Finding[];
}

/**
 * Reads and resolves one service in one environment.
 *
 * @throws {InvalidDocuments} with every finding, when a document cannot be used
 * @throws {OperationError} `operation/unknown-environment`, `operation/choose-environment`, `operation/no-manifest`
 */
export async function openGraph(
  request: EnvironmentRequest,
  effects: Effects,
  prefersLocal = false,
): Promise<OpenGraph> {
  const [manifest = MANIFEST_NAME] = await findManifests([request.manifest ?? MANIFEST_NAME], effects, "--file");
  const opened = await documentReader(request.platform, effects)(manifest);
  const { service, platform, source, failure, findings } = opened;
  if (failure && findings.length === 1) throw failure;
  if (!service || !platform || !source) throw new InvalidDocuments(findings);
  const environment = chooseEnvironment(request.environment, service, platform, prefersLocal);
  const resolved = resolveGraph({ service, platform, environment, now: effects.clock.now() });
  const all = mergeFindings([...findings, ...resolved.findings]);
  if (!resolved.graph || all.some(isInvalid)) throw new InvalidDocuments(all);
  return { manifest, service, platform, source, graph: resolved.graph, findings: all };
}

/** True for what makes a document unusable, as against what a platform's rule says of a usable one. */
export function isInvalid(finding: Finding): boolean {
  if (finding.code.startsWith("operation/platform-")) return isBlocking(finding) && finding.outcome === "fail";
  return finding.code.startsWith("manifest/") && isBlocking(finding);
}

function chooseEnvironment(
  wanted: string | undefined,
  service: ServiceDocument,
  platform: PlatformModel,
  prefersLocal: boolean,
): string {
  const there = environmentsOf(service, platform);
  if (wanted !== undefined) {
    if (there.includes(wanted)) return wanted;
    const near = nearest(wanted, there);
    throw new OperationError({
      code: "operation/unknown-environment",
      message: platform.environments.includes(wanted)
        ? `${service.name} is not in environment "${wanted}".`
        : `The platform "${platform.name}" has no environment "${wanted}".`,
      hint: near ? `Did you mean "${near}"?` : environmentsHint(service, platform, there),
    });
  }
  const local = prefersLocal ? there.find((name) => platform.isLocal(name)) : undefined;
  const only = there.length === 1 ? there[0] : local;
  if (only !== undefined) return only;
  throw new OperationError({
    code: "operation/choose-environment",
    message:
      there.length === 0
        ? "The service is in no environment of this platform."
        : "The service is in more than one environment.",
    hint:
      there.length === 0 ? "Name one under `environments:` in the manifest." : `Choose one: -e ${there.join(", -e ")}.`,
  });
}

function environmentsHint(service: ServiceDocument, platform: PlatformModel, there: readonly string[]): string {
  const known = `${service.name} is in ${there.join(", ") || "none"} by this platform.`;
  return platform.isStarter ? `${known} Name the platform that has it: --platform path/to/platform.yaml.` : known;
}
