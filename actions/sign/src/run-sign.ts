import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import { type Job, type Outcome, requireMerged } from "@towpath/action-kit";
import type { Effects } from "@towpath/core";
import { causeOf } from "@towpath/operations/cause";
import { evidenceSign } from "@towpath/operations/evidence-sign";
import type { SignInput } from "./inputs.ts";
import { withoutSigner } from "./without-signer.ts";

/** Signs what other jobs of the run built and tested. */
export async function runSign(input: SignInput, effects: Effects, job: Job): Promise<Outcome> {
  requireMerged(job, "signs releases");
  const { manifest, platform, environment, release, tests } = input;
  const out = input.out ?? join(mkdtempSync(join(job.temporary, "towpath-sign-")), "statements");
  const signed = await evidenceSign({ manifest, platform, environment, release, tests, out }, effects);
  const { result, warnings } = withoutSigner(signed);
  const statements = signed.data?.statements ?? 0;
  return {
    result,
    cause: causeOf(signed),
    warnings,
    outputs: {
      digest: signed.data?.release.artifact.digest ?? "",
      statements,
      evidence: (statements > 0 && signed.data?.out) || "",
    },
    annotations: input.annotations,
    summary: input.summary,
  };
}
