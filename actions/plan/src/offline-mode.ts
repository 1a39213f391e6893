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
): PlanAllRequest["offline"] {
  if (asked === "true" || isStrangers(proposal, run)) return "always";
  return asked === "auto" ? "where-needed" : "never";
}

function isStrangers(proposal: Proposal | undefined, run: WorkflowRun): boolean {
  if (proposal?.kind === "pull-request") return proposal.isFromFork || proposal.author === "dependabot[bot]";
  return proposal === undefined && isUntrusted(proposal, run);
}
