import { resolve } from "node:path";
import { type Effects, type Finding, isWithin, shownPath } from "@towpath/core";
import type { PlatformModel } from "@towpath/manifest";
import { boundFlaws } from "../waivers/bound-flaws.ts";

/**
 * What is wrong in a document about policy that was named in the place of a manifest, its conditions included; undefined
 * where it is none of them.
 *
 * @param found what was said of it as a manifest: that it is of another kind
 * @param platform whose settings rules may name; any where it is the starter platform
 */
export async function openPolicyDocument(
  manifest: string,
  found: readonly Finding[],
  platform: PlatformModel | undefined,
  { files, folder }: Pick<Effects, "files" | "folder">,
): Promise<readonly Finding[] | undefined> {
  if (!found.some(({ code }) => code === "manifest/kind")) return undefined;
  const { loadWaivers, policyDocument } = await import("@towpath/manifest/policy");
  const path = resolve(folder, manifest);
  const read = policyDocument(path, manifest, files);
  if (!read || read.findings.length > 0) return read?.findings;
  if (read.kind === "Waivers") return boundFlaws(loadWaivers(path, manifest, files).value ?? []);
  const { dataPacks } = await import("../packs/data-packs.ts");
  const { diskView } = await import("../trust/disk-view.ts");
  return dataPacks([path], {
    home: { boundary: isWithin(path, folder) ? folder : resolve(path, ".."), show: (one) => shownPath(one, folder) },
    view: diskView(files, "trusted"),
    types: platform === undefined || platform.isStarter ? new Map() : platform.types,
    name: manifest,
  }).findings;
}
