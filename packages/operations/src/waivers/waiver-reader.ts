import type { Files, Finding } from "@towpath/core";
import type { PlatformModel, ServiceDocument } from "@towpath/manifest";
import type { Waiver } from "@towpath/manifest/policy";
import type { SourcedWaiver, WaiverSource } from "@towpath/policy/waivers";
import { type ReadWaivers, readWaivers } from "../documents/read-waivers.ts";
import type { PlatformSource } from "../platform/platform-source.ts";
import type { Standpoint } from "../trust/standpoint.ts";

/** Whose waivers are asked for. */
export interface WaiversOf {
  readonly service: ServiceDocument;
  /** The manifest whose `waivers` are agreed; none where nobody agreed to any. */
  readonly governing: ServiceDocument | undefined;
  readonly platform: PlatformModel;
  readonly platformFiles: Files;
  readonly source: PlatformSource;
}

/** Waivers with where they stand, and what is wrong in their files. */
export interface SourcedWaivers {
  readonly waivers: readonly SourcedWaiver[];
  readonly findings: readonly Finding[];
}

/** Reads the waivers that count for services; those of a platform once. */
export type WaiverReader = (of: WaiversOf) => Promise<SourcedWaivers>;

const none: SourcedWaivers = { waivers: [], findings: [] };

/**
 * @param standpoint in which state of the repository files of waivers are agreed and in which proposed
 * @param trial waivers that count as if files of services had them
 */
export function waiverReader(
  { waivers: agreed, proposedWaivers: proposed }: Standpoint,
  trial: readonly Waiver[] = [],
): WaiverReader {
  const tried = trial.map((waiver): SourcedWaiver => ({ waiver, source: "base" }));
  const platforms = new WeakMap<PlatformModel, Promise<SourcedWaivers>>();
  const ofPlatform = (of: WaiversOf): Promise<SourcedWaivers> => {
    const known = platforms.get(of.platform) ?? readPlatform(of);
    platforms.set(of.platform, known);
    return known;
  };

  const readPlatform = async ({ platform, platformFiles, source }: WaiversOf): Promise<SourcedWaivers> => {
    // What is fetched is nobody's proposal; what is a path may be part of the proposal.
    if (proposed === undefined || source.kind !== "path")
      return sourced(await readWaivers(platform, platformFiles), undefined, "platform");
    const base = await readWaivers(platform, agreed.files);
    return sourced(await readWaivers(platform, proposed.files), base.waivers, "platform");
  };

  return async (of) => {
    const { service, governing, platform } = of;
    const read = service.waivers.length === 0 ? none : await readService(service, governing);
    const trying = tried.filter(({ waiver: { subject } }) => concerns(subject.service, service));
    const own = trying.length === 0 ? read : { ...read, waivers: [...read.waivers, ...trying] };
    if (platform.waivers.length === 0) return own;
    const shared = await ofPlatform(of);
    const concerning = shared.waivers.filter(({ waiver: { subject } }) => concerns(subject.service, service));
    return { waivers: [...concerning, ...own.waivers], findings: [...shared.findings, ...own.findings] };
  };

  async function readService(
    service: ServiceDocument,
    governing: ServiceDocument | undefined,
  ): Promise<SourcedWaivers> {
    if (proposed === undefined) return sourced(await readWaivers(service, agreed.files), undefined, "base");
    const base = governing ? await readWaivers(governing, agreed.files) : { waivers: [] };
    return sourced(await readWaivers(service, proposed.files), base.waivers, "base");
  }
}

/** @param base those that are agreed; all are where there is no proposal */
async function sourced(
  { waivers, findings }: ReadWaivers,
  base: readonly Waiver[] | undefined,
  source: WaiverSource,
): Promise<SourcedWaivers> {
  if (base === undefined) return { waivers: waivers.map((waiver) => ({ waiver, source })), findings };
  const { sourceWaivers } = await import("@towpath/policy/waivers");
  const all = sourceWaivers(waivers, base);
  return { waivers: all.map((one) => (one.source === "base" ? { ...one, source } : one)), findings };
}

/** What is for no service is for all of them to look at: the files of the repository that they share. */
function concerns(named: string | undefined, { name }: ServiceDocument): boolean {
  return named === undefined || named === name;
}
