import type { Effects } from "@towpath/core";
import { type JudgedSides, judgeSides, type ProposalRequest } from "./judge-sides.ts";
import { openProposal } from "./open-proposal.ts";
import { touchedBy } from "./touched-by.ts";

/**
 * Judges manifests that somebody proposes, by their base.
 *
 * @throws {OperationError} where the base cannot be had: then nothing is judged
 */
export async function judgeProposal(
  manifests: readonly string[],
  request: ProposalRequest,
  effects: Effects,
  now: Date,
): Promise<JudgedSides> {
  const proposal = await openProposal(request.base, effects);
  using _ = proposal.tree;
  const judged = await judgeSides(manifests, request, proposal, effects, now);
  if (!request.isChangedOnly || judged.isChanged) return judged;
  return { ...judged, ...(await touchedBy(manifests, proposal, request.base, effects)) };
}
