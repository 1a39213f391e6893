import type { Proposal } from "./proposal.ts";
import type { WorkflowRun } from "./workflow-run.ts";

/** Events of people who may write to the repository, about what is in it already. */
const OWN = new Set(["push", "release", "repository_dispatch", "schedule", "workflow_dispatch"]);

/**
 * Whether the workspace may hold what a stranger proposes: then nothing in it says where something is fetched from, and no
 * code in it is run. An event that is not known for sure may be about anything.
 */
export function isUntrusted(proposal: Proposal | undefined, { event }: Pick<WorkflowRun, "event">): boolean {
  return proposal !== undefined || !OWN.has(event);
}
