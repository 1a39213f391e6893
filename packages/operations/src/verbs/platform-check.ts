import { compareText, type Effects, type Finding, isBlocking } from "@towpath/core";
import { mergeFindings, type PlatformModel } from "@towpath/manifest";
import { checkPlatform } from "@towpath/manifest/platform-check";
import { counted } from "../describe/counted.ts";
import { isInvalid } from "../documents/open-documents.ts";
import { readWaivers } from "../documents/read-waivers.ts";
import { builtInDrivers, builtInOptions } from "../drivers/built-in-drivers.ts";
import { operation } from "../operation.ts";
import { loadPacks } from "../packs/load-packs.ts";
import type { PacksRequest } from "../packs/pack-views.ts";
import { platformReader } from "../platform/platform-reader.ts";
import { type PlatformSource, platformSections } from "../platform/platform-source.ts";
import { unmetRules } from "../rulebook/unmet-rules.ts";
import { platformWaiverFindings } from "../waivers/platform-waivers.ts";

/** Which platform to look through. */
export interface PlatformCheckRequest {
  /** A file, a folder with a platform.yaml, an npm package, a git tag; this folder when absent. */
  readonly platform?: string | undefined;
}

/** What the platform offers. */
export interface PlatformCheckData {
  readonly platform: string;
  readonly digest: string;
  /** Where it came from. */
  readonly source: PlatformSource;
  readonly environments: readonly string[];
  readonly types: readonly {
    readonly type: string;
    readonly versions: readonly string[];
    readonly sizes: readonly string[];
    readonly recipes: readonly string[];
  }[];
}

/**
 * Looks through a platform before services meet it: its documents, and what no single service would show. Reads files that
 * it names; runs nothing of it but packs and drivers that are modules, which it loads.
 */
export const platformCheck = operation<PlatformCheckRequest, PlatformCheckData | null>(
  "platform check",
  async ({ platform: reference = "." }, effects) => {
    const { folder, clock } = effects;
    const read = await platformReader(effects)({ reference, base: folder, folder });
    const { value: platform, source, files, failure } = read;
    if (failure) throw failure;
    const drivers = builtInDrivers(effects);
    const own =
      platform && source ? await allOwnDrivers({ platform, source, platformFiles: files }, effects) : undefined;
    const ownDrivers = own && own.findings.length === 0 ? own.names : null;
    const options = builtInOptions(effects);
    const checked = platform ? checkPlatform({ platform, files, now: clock.now(), drivers, options, ownDrivers }) : [];
    const packs = platform && source ? await loadPacks({ platform, source, platformFiles: files }, effects) : undefined;
    const waivers = platform ? await readWaivers(platform, files) : undefined;
    const ofWaivers =
      platform && packs && waivers && waivers.waivers.length > 0
        ? await platformWaiverFindings(waivers.waivers, platform, packs, clock.now())
        : [];
    const ofEvidence = platform?.evidence
      ? (await import("../evidence/evidence-file-findings.ts")).evidenceFileFindings(platform, files, effects)
      : [];
    const unmet = platform && packs ? unmetRules(packs.packs, platform) : [];
    const unusable = [
      ...(own?.findings ?? []),
      ...unmet,
      ...(packs?.findings ?? []),
      ...(waivers?.findings ?? []),
      ...ofWaivers,
      ...ofEvidence,
    ];
    const findings = mergeFindings([...read.findings, ...checked, ...unusable]);
    const bad = findings.filter(isBlocking).length;
    return {
      ...(findings.some(isInvalid) ? { status: "invalid" as const } : {}),
      summary: summaryOf(platform, bad, findings.length - bad),
      findings,
      sections: platformSections([read]),
      data:
        platform && source
          ? {
              platform: platform.name,
              digest: platform.digest,
              source,
              environments: platform.environments,
              types: [...platform.types.values()]
                .map(({ name: type, document }) => ({
                  type,
                  versions: (document.versions ?? []).map(({ version }) => version),
                  sizes: Object.keys(document.sizes ?? {}),
                  recipes: Object.keys(document.recipes),
                }))
                .sort((a, b) => compareText(a.type, b.type)),
            }
          : null,
    };
  },
);

/** The drivers of all environments; nothing is loaded where none are named. */
async function allOwnDrivers(request: PacksRequest, effects: Effects) {
  const names = new Set<string>();
  const findings: Finding[] = [];
  for (const [environment, { engines = {} }] of Object.entries(request.platform.document.environments)) {
    if (!Object.values(engines).some((engine) => engine.drivers)) continue;
    const { ownDrivers } = await import("../drivers/own-drivers.ts");
    const own = await ownDrivers(request, environment, effects);
    findings.push(...own.findings);
    for (const drivers of own.engines.values()) for (const name of Object.keys(drivers)) names.add(name);
  }
  return { names: [...names].sort(compareText), findings };
}

function summaryOf(platform: PlatformModel | undefined, bad: number, advice: number): string {
  if (!platform) return "There is no platform that can be looked through.";
  const toLookAt = `${advice} to look at`;
  if (bad > 0)
    return `The platform ${platform.name} has ${counted(bad, "fault")}${advice > 0 ? ` and ${toLookAt}` : ""}.`;
  const types = counted(platform.types.size, "resource type");
  const environments = counted(platform.environments.length, "environment");
  return `The platform ${platform.name}: ${types} for ${environments}, ${advice > 0 ? toLookAt : "nothing found"}.`;
}
