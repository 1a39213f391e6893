import { basename } from "node:path";
import { isBlocking } from "@towpath/core";
import { loadPlatform, mergeFindings } from "@towpath/manifest";
import { checkPlatform } from "@towpath/manifest/platform-check";
import { isInvalid } from "../documents/open-documents.ts";
import { rulesOf } from "../documents/rules-of.ts";
import { operation } from "../operation.ts";
import { count } from "./validate.ts";

/** Which platform to look through. */
export interface PlatformCheckRequest {
  /** A file, or a folder with a platform.yaml; this folder when absent. */
  readonly platform?: string | undefined;
}

/** What the platform offers. */
export interface PlatformCheckData {
  readonly platform: string;
  readonly digest: string;
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
 * it names; runs nothing.
 */
export const platformCheck = operation<PlatformCheckRequest, PlatformCheckData | null>(
  "platform check",
  async ({ platform: reference = "." }, { files, folder, clock }) => {
    const { value: platform, findings: read } = loadPlatform(reference, files, folder);
    const checked = platform
      ? checkPlatform({ platform, files, now: clock.now(), drivers: starterDrivers(files, folder) })
      : [];
    const unusable = platform ? rulesOf(platform).findings : [];
    const findings = mergeFindings([...read, ...checked, ...unusable]);
    const bad = findings.filter(isBlocking).length;
    const name = platform?.name ?? basename(reference);
    const advice = findings.length - bad;
    return {
      ...(findings.some(isInvalid) ? { status: "invalid" as const } : {}),
      summary:
        bad > 0
          ? `The platform ${name} has ${count(bad, "fault")}${advice > 0 ? ` and ${advice} to look at` : ""}.`
          : `The platform ${name}: ${count(platform?.types.size ?? 0, "resource type")} for ${count(platform?.environments.length ?? 0, "environment")}, ${advice > 0 ? `${advice} to look at` : "nothing found"}.`,
      findings,
      data: platform
        ? {
            platform: platform.name,
            digest: platform.digest,
            environments: platform.environments,
            types: [...platform.types.values()]
              .map(({ name: type, document }) => ({
                type,
                versions: (document.versions ?? []).map(({ version }) => version),
                sizes: Object.keys(document.sizes ?? {}),
                recipes: Object.keys(document.recipes),
              }))
              .sort((a, b) => (a.type < b.type ? -1 : 1)),
          }
        : null,
    };
  },
);

/** The drivers of the local engine with what they give: those that the starter platform uses are all there are. */
function starterDrivers(
  files: Parameters<typeof loadPlatform>[1],
  folder: string,
): ReadonlyMap<string, readonly string[]> {
  const { value: starter } = loadPlatform(undefined, files, folder);
  return new Map(
    [...(starter?.types.values() ?? [])].flatMap(({ document }) => {
      const driver: unknown = document.recipes["local"]?.driver;
      return typeof driver === "string" ? [[driver, Object.keys(document.outputs ?? {})] as const] : [];
    }),
  );
}
