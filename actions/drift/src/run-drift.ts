import { type Job, type Outcome, requireMerged, tokenOf } from "@towpath/action-kit";
import type { Effects } from "@towpath/core";
import { causeOf } from "@towpath/operations/cause";
import { driftAll } from "@towpath/operations/drift-all";
import type { DriftInput } from "./inputs.ts";
import { publish } from "./publish.ts";

/** Holds what is there against what was applied, for every service in every environment. */
export async function runDrift(input: DriftInput, effects: Effects, job: Job): Promise<Outcome> {
  requireMerged(job, "looks at environments");
  const token = tokenOf(input.token);
  if (token) job.mask(token);
  const { manifests, platform, environments, waiverDays } = input;
  const result = await driftAll({ manifests, platform, environments, waiverDays }, effects);
  const { drifts = [], waivers = [] } = result.data ?? {};
  const warnings = await publish({ result: toldOf(result), isWanted: input.issue, token }, effects, job);
  return {
    result,
    cause: causeOf(result),
    warnings,
    isTolerant: input.failOn === "never",
    outputs: {
      drifted: drifts.filter(({ data }) => data?.hasDrifted).length,
      unseen: drifts.filter(({ data }) => data === null).length,
      waivers: waivers.length,
    },
    annotations: input.annotations,
    summary: input.summary,
  };
}

/** A waiver that ends soon fails nothing, and is something to be told of. */
function toldOf(result: Awaited<ReturnType<typeof driftAll>>): Outcome["result"] {
  const hasWaivers = (result.data?.waivers.length ?? 0) > 0;
  return hasWaivers && result.status === "ok" ? { ...result, status: "failed" } : result;
}
