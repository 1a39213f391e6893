import type { Proposal, WorkflowRun } from "@towpath/action-kit";
import type { Secret } from "@towpath/core";
import type { BaseRequest } from "@towpath/operations/check";

/**
 * The commit that a run's proposal is held against; undefined where nothing is proposed. What a workflow names comes first.
 *
 * @param named all digits of a commit, or a revision as git knows it in the workspace
 */
export function baseRequest(
  proposal: Proposal | undefined,
  named: string | undefined,
  run: WorkflowRun,
  token: Secret | undefined,
): BaseRequest | string | undefined {
  const { apiUrl, serverUrl, repository } = run;
  const pullRequest = proposal?.kind === "pull-request" ? proposal.number : undefined;
  const remote = repository === "" ? undefined : { apiUrl, serverUrl, repository, token, pullRequest };
  if (named !== undefined) return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(named) ? { commit: named, remote } : named;
  if (!proposal) return undefined;
  return { commit: proposal.base.sha, merge: { commit: run.commit, head: proposal.head.sha }, remote };
}
