import { compareText, type Files, isBlocking } from "@towpath/core";
import { loadPlatform, mergeFindings, type PlatformModel } from "@towpath/manifest";
import { checkPlatform } from "@towpath/manifest/platform-check";
import { counted } from "../describe/counted.ts";
import { isInvalid } from "../documents/open-documents.ts";
import { readWaivers } from "../documents/read-waivers.ts";
import { operation } from "../operation.ts";
import { loadPacks } from "../packs/load-packs.ts";
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
 * it names; runs nothing of it but packs that are modules.
 */
export const platformCheck = operation<PlatformCheckRequest, PlatformCheckData | null>(
  "platform check",
  async ({ platform: reference = "." }, effects) => {
    const { folder, clock } = effects;
    const read = await platformReader(effects)({ reference, base: folder, folder });
    const { value: platform, source, files, failure } = read;
    if (failure) throw failure;
    const drivers = starterDrivers(files, folder);
    const checked = platform ? checkPlatform({ platform, files, now: clock.now(), drivers }) : [];
    const packs = platform && source ? await loadPacks({ platform, source, platformFiles: files }, effects) : undefined;
    const waivers = platform ? await readWaivers(platform, files) : undefined;
    const ofWaivers =
      platform && packs && waivers && waivers.waivers.length > 0
        ? await platformWaiverFindings(waivers.waivers, platform, packs, clock.now())
        : [];
    const unmet = platform && packs ? unmetRules(packs.packs, platform) : [];
    const unusable = [...unmet, ...(packs?.findings ?? []), ...(waivers?.findings ?? []), ...ofWaivers];
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

function summaryOf(platform: PlatformModel | undefined, bad: number, advice: number): string {
  if (!platform) return "There is no platform that can be looked through.";
  const toLookAt = `${advice} to look at`;
  if (bad > 0)
    return `The platform ${platform.name} has ${counted(bad, "fault")}${advice > 0 ? ` and ${toLookAt}` : ""}.`;
  const types = counted(platform.types.size, "resource type");
  const environments = counted(platform.environments.length, "environment");
  return `The platform ${platform.name}: ${types} for ${environments}, ${advice > 0 ? toLookAt : "nothing found"}.`;
}

/** The drivers of the local engine with what they give: those that the starter platform uses are all there are. */
function starterDrivers(files: Files, folder: string): ReadonlyMap<string, readonly string[]> {
  const { value: starter } = loadPlatform(undefined, files, folder);
  return new Map(
    [...(starter?.types.values() ?? [])].flatMap(({ document }) => {
      const driver: unknown = document.recipes["local"]?.driver;
      return typeof driver === "string" ? [[driver, Object.keys(document.outputs ?? {})] as const] : [];
    }),
  );
}
