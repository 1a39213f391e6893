import { type Effects, type Files, type Finding, isBlocking, nearest } from "@towpath/core";
import {
  environmentsOf,
  type Graph,
  mergeFindings,
  openService,
  type PlatformModel,
  resolve as resolveGraph,
  type ServiceDocument,
} from "@towpath/manifest";
import { InvalidDocuments, OperationError } from "../errors.ts";
import type { PlatformOptions } from "../platform/platform-reader.ts";
import type { PlatformSource } from "../platform/platform-source.ts";
import { claimOf, claimReader, givenPlatform, type OpenDocuments } from "./claim.ts";
import { findManifests, MANIFEST_NAME } from "./find-manifests.ts";

/** Which service, by which platform. Paths are relative to the effects' folder. */
export interface ManifestRequest {
  /** The manifest, or its folder; `towpath.yaml` when absent. */
  readonly manifest?: string | undefined;
  readonly platform?: string | undefined;
  /** What the folder holds is someone's proposal: what it says of where a platform comes from does not count. */
  readonly isUntrusted?: boolean | undefined;
}

/** Which service, by which platform, in which environment. */
export interface EnvironmentRequest extends ManifestRequest {
  /** The only one there is when absent. */
  readonly environment?: string | undefined;
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
  const { files, folder } = effects;
  const read = claimReader(effects, options);
  const given = givenPlatform(platform, effects);
  return async (manifest) => {
    const service = await openService(manifest, files, folder);
    const claim = claimOf(manifest, service.value, given, { folder, isUntrusted: options.isUntrusted });
    return read(manifest, service, claim);
  };
}

/**
 * Reads the one manifest that a request names, and the platform that it is for.
 *
 * @throws {OperationError} `operation/no-manifest`; and why there is no platform, where nothing else is wrong
 */
export async function openManifest(request: ManifestRequest, effects: Effects): Promise<OpenDocuments> {
  const [manifest = MANIFEST_NAME] = await findManifests([request.manifest ?? MANIFEST_NAME], effects, "--file");
  const { platform, isUntrusted } = request;
  const opened = await documentReader(platform, effects, { isUntrusted })(manifest);
  if (opened.failure && opened.findings.length === 1) throw opened.failure;
  return opened;
}

/** What one service is in one environment, with everything that was found on the way. */
export interface OpenGraph {
  readonly manifest: string;
  readonly service: ServiceDocument;
  readonly platform: PlatformModel;
  readonly source: PlatformSource;
  /** What the platform's own files are read with. */
  readonly platformFiles: Files;
  readonly graph: Graph;
  readonly findings: readonly Finding[];
  /** Another run signs what is said of it: nobody signs here. */
  readonly isSignedApart?: boolean | undefined;
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
  const { manifest, service, platform, platformFiles, source, findings } = await openManifest(request, effects);
  if (!service || !platform || !source) throw new InvalidDocuments(findings);
  const environment = chooseEnvironment(request.environment, service, platform, prefersLocal);
  const resolved = resolveGraph({ service, platform, environment, now: effects.clock.now() });
  const all = mergeFindings([...findings, ...resolved.findings]);
  if (!resolved.graph || all.some(isInvalid)) throw new InvalidDocuments(all);
  return { manifest, service, platform, platformFiles, source, graph: resolved.graph, findings: all };
}

/** True for what makes a document unusable, as against what a platform's rule says of a usable one. */
export function isInvalid(finding: Finding): boolean {
  return isBlocking(finding) && finding.outcome === "fail" && UNUSABLE.test(finding.code);
}

/** A document that cannot be read, or a platform, a pack, a driver or a resource type that cannot be had as it is named. */
const UNUSABLE = /^(?:manifest\/|operation\/(?:driver|pack|platform|types)-|policy\/invalid-(?:pack|rule)$)/;

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
