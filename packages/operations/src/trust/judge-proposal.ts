import { relative, resolve, sep } from "node:path";
import { type Effects, shownPath } from "@towpath/core";
import { changedFiles } from "./changed-files.ts";
import { type JudgedSides, judgeSides, type ProposalRequest } from "./judge-sides.ts";
import { openProposal } from "./open-proposal.ts";
import { touchedManifests } from "./touched.ts";

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
  const changed = await changedFiles(proposal, request.base, effects);
  if (!changed) return judged;
  const fromRoot = (manifest: string): string =>
    relative(proposal.root, resolve(effects.folder, manifest)).split(sep).join("/");
  const byPath = new Map(manifests.map((manifest) => [fromRoot(manifest), manifest]));
  // With a manifest that is gone, others may have lost what they relied on.
  const isGone = [...changed].some((path) => /(?:^|\/)(?:towpath|score)\.ya?ml$/.test(path) && !byPath.has(path));
  if (isGone) return judged;
  const touched = touchedManifests([...byPath.keys()], changed);
  return {
    ...judged,
    touched: new Set([...touched].flatMap((path) => byPath.get(path) ?? [])),
    changed: new Set([...changed].map((path) => shownPath(resolve(proposal.root, path), effects.folder))),
  };
}
