import { resolve } from "node:path";
import type { Effects, Finding } from "@towpath/core";

/**
 * What is wrong in a document about policy that was named in the place of a manifest; undefined where it is none of them.
 *
 * @param findings what was said of it as a manifest: that it is of another kind
 */
export async function openPolicyDocument(
  manifest: string,
  findings: readonly Finding[],
  { files, folder }: Effects,
): Promise<{ readonly findings: readonly Finding[] } | undefined> {
  if (!findings.some(({ code }) => code === "manifest/kind")) return undefined;
  const { policyDocument } = await import("@towpath/manifest/policy");
  return policyDocument(resolve(folder, manifest), manifest, files);
}
