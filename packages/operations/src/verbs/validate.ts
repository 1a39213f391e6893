import { type Finding, isBlocking } from "@towpath/core";
import { mergeFindings } from "@towpath/manifest";
import { counted } from "../describe/counted.ts";
import { findManifests, MANIFEST_NAME } from "../documents/find-manifests.ts";
import { isInvalid } from "../documents/open-documents.ts";
import { betweenServices } from "../fleet/between-services.ts";
import { judgeAll } from "../fleet/judge-all.ts";
import { type ValidateRequest, validateJudge } from "../fleet/validate-judge.ts";
import { operation } from "../operation.ts";
import { type PlatformSource, platformSections, sourcesOf } from "../platform/platform-source.ts";

export type { ValidateRequest };

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
  const judge = validateJudge(request, effects, now);
  const manifests = await findManifests(patterns, effects);
  const { seen } = await judgeAll(manifests, { verb: "validate", request }, judge, effects, now);
  const between = betweenServices(seen);
  const findings = mergeFindings([...seen.flatMap((document) => document.findings), ...between]);
  const documents = seen.map(({ manifest, name, isRead, findings: own }) => ({
    manifest,
    service: name,
    isValid: isRead && !own.some(isWrong) && !between.some((one) => one.service === name && isInvalid(one)),
  }));
  const bad = documents.filter(({ isValid }) => !isValid).length;
  return {
    status: findings.some(isWrong) ? "invalid" : "ok",
    summary: findings.some(isWrong)
      ? `${bad} of ${counted(documents.length, "manifest")} cannot be used as ${bad === 1 ? "it is" : "they are"}.`
      : bad > 0
        ? `${bad} of ${counted(documents.length, "manifest")} could not be checked: there is no platform to check by.`
        : `${counted(documents.length, "manifest")} ${documents.length === 1 ? "is" : "are"} valid.`,
    service: documents.length === 1 ? (documents[0]?.service ?? undefined) : undefined,
    findings,
    sections: platformSections(seen),
    data: { documents, platforms: sourcesOf(seen) },
  };
});

/** A document that cannot be used as it is: a manifest, or one about policy whose conditions are wrong. */
function isWrong(finding: Finding): boolean {
  return isInvalid(finding) || (isBlocking(finding) && !finding.code.startsWith("operation/"));
}
