import { baseCommit, commitBefore, isUntrusted, type Job, type Outcome, tokenOf } from "@towpath/action-kit";
import type { Effects } from "@towpath/core";
import { causeOf } from "@towpath/operations/cause";
import { adviceFailure } from "./advice-failure.ts";
import { checkApproved } from "./check-approved.ts";
import type { CheckInput } from "./inputs.ts";
import { publish } from "./publish.ts";
import { resultFiles } from "./result-files.ts";

/** Checks what a run is about, by its base where it is a proposal, and shows what was found. */
export async function runCheck(input: CheckInput, effects: Effects, job: Job): Promise<Outcome> {
  const token = tokenOf(input.token);
  if (token) job.mask(token);
  const proposal = job.proposal();
  const { result, warnings: unheard } = await checkApproved(
    {
      manifests: input.manifests,
      platform: input.platform,
      environments: input.environments,
      isUntrusted: isUntrusted(proposal, job.run),
      base: baseCommit(proposal, input.base, job.run, token),
      since: commitBefore(job.pushedFrom(), job.run, token),
      isChangedOnly: input.only === "changed",
      hasEdits: input.suggestions && proposal?.kind === "pull-request",
    },
    { proposal, run: job.run, token },
    effects,
  );
  const failure = adviceFailure(result, input.failOn);
  const isTolerant = input.failOn === "never";
  const judged = failure === undefined ? result : { ...result, status: "failed" as const };
  const { warnings, outputs } = await publish({ input, result: judged, isTolerant, proposal, token }, effects, job);
  return {
    result,
    cause: causeOf(result),
    failure,
    isTolerant,
    warnings: [...unheard, ...(warnings ?? [])],
    files: await resultFiles(judged, input, job.folderInRepository),
    outputs: { waived: result.counts.waived, services: JSON.stringify(result.data?.services ?? []), ...outputs },
    annotations: input.annotations,
    summary: input.summary,
  };
}
