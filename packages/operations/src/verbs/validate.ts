import { environmentsOf, mergeFindings, resolve } from "@towpath/manifest";
import { findManifests, MANIFEST_NAME } from "../documents/find-manifests.ts";
import { documentReader, isInvalid } from "../documents/open-documents.ts";
import { operation } from "../operation.ts";
import { type PlatformSource, platformSections, sourcesOf } from "../platform/platform-source.ts";

/** Which manifests to read, and by which platform. */
export interface ValidateRequest {
  /** Files, folders or globs; `towpath.yaml` when empty. */
  readonly manifests: readonly string[];
  readonly platform?: string | undefined;
}

/** What was read. */
export interface ValidateData {
  /** Every document that was read, with whether it can be used. */
  readonly documents: readonly {
    readonly manifest: string;
    readonly service: string | null;
    readonly isValid: boolean;
  }[];
  /** The platforms that they were read with, each once. */
  readonly platforms: readonly PlatformSource[];
}

/** Checks documents only: schema, names, placeholders, settings, in every environment; all that is wrong at once. */
export const validate = operation<ValidateRequest, ValidateData>("validate", async (request, effects) => {
  const patterns = request.manifests.length > 0 ? request.manifests : [MANIFEST_NAME];
  const now = effects.clock.now();
  const read = documentReader(request.platform, effects);
  const judge = async (manifest: string) => {
    const { service, platform, source, failure, findings } = await read(manifest);
    const about = { manifest, service: service?.name ?? null, source, failure };
    if (!service || !platform) return { ...about, isRead: false, findings };
    const resolved = environmentsOf(service, platform).flatMap(
      (environment) => resolve({ service, platform, environment, now }).findings,
    );
    return { ...about, isRead: true, findings: [...findings, ...resolved].filter(isOfDocument) };
  };
  const seen: Awaited<ReturnType<typeof judge>>[] = [];
  for (const manifest of findManifests(patterns, effects)) seen.push(await judge(manifest));
  const findings = mergeFindings(seen.flatMap((document) => document.findings));
  const documents = seen.map(({ manifest, service, isRead, findings: own }) => ({
    manifest,
    service,
    isValid: isRead && !own.some(isInvalid),
  }));
  const bad = documents.filter(({ isValid }) => !isValid).length;
  return {
    status: findings.some(isInvalid) ? "invalid" : "ok",
    summary: findings.some(isInvalid)
      ? `${bad} of ${count(documents.length, "manifest")} cannot be used as ${bad === 1 ? "it is" : "they are"}.`
      : bad > 0
        ? `${bad} of ${count(documents.length, "manifest")} could not be checked: there is no platform to check by.`
        : `${count(documents.length, "manifest")} ${documents.length === 1 ? "is" : "are"} valid.`,
    service: documents.length === 1 ? (documents[0]?.service ?? undefined) : undefined,
    findings,
    sections: platformSections(seen),
    data: { documents, platforms: sourcesOf(seen) },
  };
});

function isOfDocument({ code }: { readonly code: string }): boolean {
  return code.startsWith("manifest/") || code.startsWith("operation/platform-");
}

/** `1 manifest`, `3 manifests`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
