import type { Effects } from "@towpath/core";
import { type JudgedSides, judgeSides, type ProposalRequest } from "./judge-sides.ts";
import { openProposal, type Proposal } from "./open-proposal.ts";
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
  if (!request.isChangedOnly || judged.isChanged) return await withContracts(judged, proposal, effects);
  const touched = await touchedBy(manifests, proposal, request.base, effects);
  return await withContracts({ ...judged, ...touched }, proposal, effects);
}

/** Adds what the proposal changes in what services promise to each other. */
async function withContracts(judged: JudgedSides, proposal: Proposal, effects: Effects): Promise<JudgedSides> {
  const { proposedContracts } = await import("../contracts/proposed-contracts.ts");
  const { touched } = judged;
  const seen = judged.seen.filter(({ manifest }) => touched?.has(manifest) !== false);
  const proposed = await proposedContracts(seen, proposal, effects);
  if (proposed.length === 0) return judged;
  const { contractFindings, contractSections } = await import("../contracts/contract-findings.ts");
  const found = new Map(proposed.map((one) => [one.manifest, contractFindings(one)]));
  return {
    ...judged,
    seen: judged.seen.map((one) => ({ ...one, findings: [...one.findings, ...(found.get(one.manifest) ?? [])] })),
    sections: [...judged.sections, ...proposed.flatMap(contractSections)],
  };
}
