import type { Files, Finding } from "@towpath/core";
import type { Waiver, WaiverNaming } from "@towpath/manifest/policy";

/** Waivers as they were read, with what is wrong in their files. */
export interface ReadWaivers {
  readonly waivers: readonly Waiver[];
  readonly findings: readonly Finding[];
}

const none: ReadWaivers = { waivers: [], findings: [] };

/** Reads the waivers that a platform or a service names. What reads them is loaded only where there are any. */
export async function readWaivers(naming: WaiverNaming, files: Files): Promise<ReadWaivers> {
  if (naming.waivers.length === 0) return none;
  const { waiversNamed } = await import("@towpath/manifest/policy");
  const { value, findings } = waiversNamed(naming, files);
  return { waivers: value, findings };
}
