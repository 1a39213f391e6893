import type { Secret } from "@towpath/core";
import type { Proposal } from "./proposal.ts";
import type { WorkflowRun } from "./workflow-run.ts";

/** A commit that what a run is about is held against, and where it may be had. */
export interface BaseCommit {
  /** All digits. */
  readonly commit: string;
  /** The merge of it and the proposal's head that GitHub made, where that is what is checked out. */
  readonly merge?: { readonly commit: string; readonly head: string } | undefined;
  /** Absent where there is no repository to fetch it from. */
  readonly remote?: BaseRemote | undefined;
}

/** The repository that a commit may be fetched from. */
export interface BaseRemote {
  /** Addresses without a slash at their ends. */
  readonly apiUrl: string;
  readonly serverUrl: string;
  /** `owner/name`. */
  readonly repository: string;
  readonly token: Secret | undefined;
  /** Its number, where the proposal is a pull request. */
  readonly pullRequest: number | undefined;
}

const COMMIT = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

/**
 * The commit that a run's proposal is held against; undefined where nothing is proposed. What a workflow names comes first.
 *
 * @param named all digits of a commit, or a revision as git knows it in the workspace: that comes back as it is
 */
export function baseCommit(
  proposal: Proposal | undefined,
  named: string | undefined,
  run: WorkflowRun,
  token: Secret | undefined,
): BaseCommit | string | undefined {
  const remote = remoteOf(run, token, proposal?.kind === "pull-request" ? proposal.number : undefined);
  if (named !== undefined) return COMMIT.test(named) ? { commit: named, remote } : named;
  if (!proposal) return undefined;
  return { commit: proposal.base.sha, merge: { commit: run.commit, head: proposal.head.sha }, remote };
}

/** The commit that a branch was at before a push; undefined for a branch that is new, and for any other event. */
export function commitBefore(
  pushedFrom: string | undefined,
  run: WorkflowRun,
  token: Secret | undefined,
): BaseCommit | undefined {
  return pushedFrom === undefined ? undefined : { commit: pushedFrom, remote: remoteOf(run, token, undefined) };
}

function remoteOf(
  { apiUrl, serverUrl, repository }: WorkflowRun,
  token: Secret | undefined,
  pullRequest: number | undefined,
): BaseRemote | undefined {
  return repository === "" ? undefined : { apiUrl, serverUrl, repository, token, pullRequest };
}
