import { type Job, type Outcome, requireMerged, tokenOf, withoutAdvice, withToken } from "@towpath/action-kit";
import type { Effects } from "@towpath/core";
import { causeOf } from "@towpath/operations/cause";
import { deploy } from "@towpath/operations/deploy";
import { approvalOutputs, deployOutputs } from "./deploy-outputs.ts";
import type { DeployInput } from "./inputs.ts";
import { publish } from "./publish.ts";

/** Brings a release to run, or says whether it may, or agrees to it. */
export async function runDeploy(input: DeployInput, effects: Effects, job: Job): Promise<Outcome> {
  requireMerged(job, "changes an environment");
  const token = tokenOf(input.token);
  if (token) job.mask(token);
  const asking = withToken(effects, token);
  const shown = { annotations: input.annotations, summary: input.summary };
  if (input.approve) {
    const result = await approved(input, asking);
    return { result, cause: causeOf(result), outputs: approvalOutputs(result.data), ...shown };
  }
  const result = await (input.kind === "rollback" ? rolledBack(input, asking) : deployed(input, asking));
  const outputs = deployOutputs(result.data);
  const warnings = input.gatesOnly ? [] : await publish({ input, result, token, url: outputs.url }, effects, job);
  return { result: withoutAdvice(result), cause: causeOf(result), warnings, outputs, ...shown };
}

function deployed(input: DeployInput, effects: Effects) {
  const { manifest, platform, environment, release, kind, incident, force, overrideFreeze, waitForApproval } = input;
  const about = { manifest, platform, environment, release };
  const words = { kind, incident, force, overrideFreeze, waitForApproval, isGatesOnly: input.gatesOnly };
  return deploy({ ...about, ...words, isSignedApart: !input.sign }, effects);
}

async function rolledBack(input: DeployInput, effects: Effects) {
  const { manifest, platform, environment, release: to, incident, sign } = input;
  const { rollback } = await import("@towpath/operations/rollback");
  return rollback({ manifest, platform, environment, to, incident, isSignedApart: !sign }, effects);
}

async function approved({ manifest, platform, environment, release, reason }: DeployInput, effects: Effects) {
  const { approve } = await import("@towpath/operations/approve");
  return approve({ manifest, platform, environment, release, reason }, effects);
}
