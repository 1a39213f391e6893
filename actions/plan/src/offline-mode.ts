import { isUntrusted, type Proposal, type WorkflowRun } from "@towpath/action-kit";
import type { PlanAllRequest } from "@towpath/operations/plan-all";

/**
 * Whether documents are compared instead of looking at what is there. A proposal from a fork, one of Dependabot's, and whatever
 * is not known to come from somebody who may write to the repository never sees what credentials open.
 */
export function offlineMode(
  asked: "auto" | "true" | "false",
  proposal: Proposal | undefined,
  run: WorkflowRun,
): Pick<PlanAllRequest, "offline" | "offlineReason"> {
  const offlineReason = strangerOf(proposal, run);
  if (offlineReason !== undefined) return { offline: "always", offlineReason };
  if (asked === "true") return { offline: "always" };
  return { offline: asked === "auto" ? "where-needed" : "never" };
}

/** Whose it is, as a clause, where that is nobody who may write to the repository. */
function strangerOf(proposal: Proposal | undefined, run: WorkflowRun): string | undefined {
  if (proposal?.kind === "pull-request") {
    if (proposal.isFromFork) return "the pull request comes from a fork";
    return proposal.author === "dependabot[bot]" ? "the pull request is Dependabot's" : undefined;
  }
  const isStrangers = proposal === undefined && isUntrusted(proposal, run);
  return isStrangers ? "nobody knows that it comes from someone who may write to the repository" : undefined;
}
