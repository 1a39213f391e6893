import { type Job, type Outcome, requireMerged, tokenOf, withoutAdvice, withToken } from "@towpath/action-kit";
import type { Effects } from "@towpath/core";
import { causeOf } from "@towpath/operations/cause";
import { provision } from "@towpath/operations/provision";
import { approvalsOf } from "./approvals-of.ts";
import type { ProvisionInput } from "./inputs.ts";

/** Plans again and carries out what was approved. */
export async function runProvision(input: ProvisionInput, effects: Effects, job: Job): Promise<Outcome> {
  requireMerged(job, "changes an environment");
  const token = tokenOf(input.token);
  if (token) job.mask(token);
  const approvals = await approvalsOf(input, token, effects, job);
  const { manifest, platform, environment, allow, overrideFreeze } = input;
  const result = await provision(
    { manifest, platform, environment, allowed: allow, overrideFreeze, ...approvals },
    withToken(effects, token),
  );
  const { data } = result;
  return {
    result: withoutAdvice(result),
    cause: causeOf(result),
    outputs: {
      status: data?.status ?? "",
      digest: data?.plan.changesDigest ?? "",
      changed: (data?.changes ?? []).filter(({ status }) => status === "done").length,
    },
    annotations: input.annotations,
    summary: input.summary,
  };
}
