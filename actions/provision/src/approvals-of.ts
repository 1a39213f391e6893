import type { Job } from "@towpath/action-kit";
import { type Effects, errorMessage, isAbort, type Secret } from "@towpath/core";
import type { ProvisionRequest } from "@towpath/operations/provision";
import type { ProvisionInput } from "./inputs.ts";

/** What may be carried out. */
export type Approvals = Pick<ProvisionRequest, "approved" | "approvedBy" | "merged" | "whyNone">;

/**
 * What was approved: nothing has to be, the digest that the workflow names, or what the merged pull request showed. What GitHub
 * does not say was not approved. What talks to it is loaded only then.
 */
export async function approvalsOf(
  { approved }: Pick<ProvisionInput, "approved">,
  token: Secret | undefined,
  effects: Effects,
  { run }: Pick<Job, "run">,
): Promise<Approvals> {
  if (approved === "none") return {};
  if (approved !== "pull-request") return { approved: [{ digest: approved }], approvedBy: "the input `approved`" };
  if (!token || run.repository === "")
    return unknown("The input `token` is empty, so nobody could be asked which pull request was merged.");
  const { planOfMergedPull } = await import("@towpath/operations/publish");
  const { apiUrl, repository, commit, ref } = run;
  const branch = /^refs\/heads\/(.+)$/s.exec(ref)?.[1];
  // A merge into any branch whatever would do: whoever makes a tag chooses which.
  if (branch === undefined)
    return unknown("The run is for no branch, so no pull request into it can have shown a plan.");
  try {
    const found = await planOfMergedPull({ apiUrl, repository, token, commit, branch }, effects);
    if (!found.isFound) return unknown(`${found.why} ${found.todo}`);
    const plans = found.plans.map(({ service, environment, changesDigest: digest, inputs }) => ({
      service,
      environment,
      digest,
      inputs,
    }));
    return { approved: plans, approvedBy: `pull request #${found.pull}`, merged: commit };
  } catch (error) {
    if (effects.signal.aborted && isAbort(error, effects.signal)) throw error;
    const why = errorMessage(error).replace(/[.!?]*$/, ".");
    return unknown(`GitHub does not say what was approved: ${why}`);
  }
}

function unknown(whyNone: string): Approvals {
  return { approved: [], whyNone };
}
