import type { Proposal, WorkflowRun } from "@towpath/action-kit";
import { type Effects, errorMessage, isAbort, type Secret } from "@towpath/core";
import { type CheckRequest, check } from "@towpath/operations/check";
import type { ApprovalRequest } from "@towpath/operations/publish";

/** Whose approvals may be asked for. */
export interface Approvals {
  readonly proposal: Proposal | undefined;
  readonly run: WorkflowRun;
  readonly token: Secret | undefined;
}

/** What was found, and what could not be learnt on the way. */
export interface CheckedApproved {
  readonly result: Awaited<ReturnType<typeof check>>;
  readonly warnings: readonly string[];
}

/**
 * Checks, and where a waiver waits for approval asks GitHub who approved what is proposed. What talks to GitHub is loaded
 * only then.
 */
export async function checkApproved(
  request: CheckRequest,
  { proposal, run, token }: Approvals,
  effects: Effects,
): Promise<CheckedApproved> {
  const result = await check(request, effects);
  const about = result.counts.pending > 0 && run.repository !== "" ? pullRequestOf(proposal, run) : undefined;
  if (!about || !token) return { result, warnings: [] };
  const { approversOf } = await import("@towpath/operations/publish");
  const { apiUrl, repository } = run;
  const pull = { apiUrl, repository, token, ...about };
  try {
    const approvers = await approversOf(pull, effects);
    if (approvers.length === 0) return { result, warnings: [] };
    return { result: await check({ ...request, approvers }, effects), warnings: [] };
  } catch (error) {
    if (effects.signal.aborted && isAbort(error, effects.signal)) throw error;
    const why = errorMessage(error).replace(/[.!?]*$/, ".");
    return { result, warnings: [`Whether a waiver is approved could not be learnt, so it waits: ${why}`] };
  }
}

/** A merge group is of one pull request, onto those before it in the queue: its branch says of which. */
function pullRequestOf(
  proposal: Proposal | undefined,
  { ref }: WorkflowRun,
): Pick<ApprovalRequest, "number" | "head"> | undefined {
  if (proposal?.kind === "pull-request") return { number: proposal.number, head: proposal.head.sha };
  const [, number] = /^refs\/heads\/gh-readonly-queue\/.*\/pr-([0-9]{1,9})-[0-9a-f]{40,64}$/.exec(ref) ?? [];
  return proposal === undefined || number === undefined ? undefined : { number: Number(number) };
}
