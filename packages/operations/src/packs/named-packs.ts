import { join } from "node:path";
import { type Effects, type Finding, shownPath } from "@towpath/core";
import { builtInPack } from "@towpath/policy";
import type { Rulebook } from "../rulebook/open-rulebook.ts";
import { foreignPack } from "./foreign-pack.ts";
import type { LoadedPack } from "./packs.ts";

/**
 * Loads packs that are named on the command line: paths are relative to the present folder, and what is there is trusted as the
 * person is who names it.
 *
 * @param book the platform whose resource types they may be about
 */
export async function namedPacks(
  references: readonly string[],
  { platform, source, platformFiles }: Pick<Rulebook, "platform" | "source" | "platformFiles">,
  effects: Effects,
): Promise<{ readonly packs: readonly LoadedPack[]; readonly findings: readonly Finding[] }> {
  const { folder, files } = effects;
  const home = {
    path: join(folder, "platform.yaml"),
    boundary: folder,
    show: (path: string) => shownPath(path, folder),
  };
  const request = {
    // Nobody writes rules for the platform that comes with Towpath: without another one, types may have any setting.
    platform: { ...platform, home, ...(platform.isStarter ? { types: new Map() } : {}) },
    source: { ...source, kind: "path" as const },
    platformFiles: source.kind === "path" ? platformFiles : files,
  };
  const packs: LoadedPack[] = [];
  const findings: Finding[] = [];
  for (const [index, reference] of references.entries()) {
    const builtIn = builtInPack(reference);
    if (builtIn) packs.push({ reference, name: builtIn.name, kind: "built-in", rules: builtIn.rules });
    else {
      const read = await foreignPack({ reference, index }, request, effects, {});
      packs.push(...read.packs);
      findings.push(...read.findings.map((finding) => asNamed(finding, reference)));
    }
  }
  return { packs, findings };
}

/** On a command line it is no part of a platform. */
function asNamed(finding: Finding, reference: string): Finding {
  return finding.places.length === 0 ? { ...finding, address: reference } : finding;
}
