import { baseCommit, commitBefore, isUntrusted, type Job, type Outcome, tokenOf } from "@towpath/action-kit";
import type { Effects } from "@towpath/core";
import { causeOf } from "@towpath/operations/cause";
import { planAll } from "@towpath/operations/plan-all";
import type { PlanInput } from "./inputs.ts";
import { offlineMode } from "./offline-mode.ts";
import { planOutputs } from "./plan-outputs.ts";
import { publish } from "./publish.ts";

/** Plans what a run is about, for every environment, and shows all of it in one place. */
export async function runPlan(input: PlanInput, effects: Effects, job: Job): Promise<Outcome> {
  const token = tokenOf(input.token);
  if (token) job.mask(token);
  const proposal = job.proposal();
  const result = await planAll(
    {
      manifests: input.manifests,
      platform: input.platform,
      environments: input.environments,
      ...offlineMode(input.offline, proposal, job.run),
      isUntrusted: isUntrusted(proposal, job.run),
      base: baseCommit(proposal, input.base, job.run, token),
      since: commitBefore(job.pushedFrom(), job.run, token),
      isChangedOnly: input.only === "changed",
      allowed: input.allow,
    },
    effects,
  );
  const isTolerant = input.failOn === "never";
  const warnings = await publish({ input, result, isTolerant, proposal, token }, effects, job);
  return {
    result,
    cause: causeOf(result),
    isTolerant,
    warnings,
    outputs: planOutputs(result.data),
    annotations: input.annotations,
    summary: input.summary,
  };
}
