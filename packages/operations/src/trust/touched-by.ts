import { relative, resolve, sep } from "node:path";
import { type Effects, shownPath } from "@towpath/core";
import { changedFiles } from "./changed-files.ts";
import type { BaseRequest } from "./open-base.ts";
import { openProposal, type Proposal } from "./open-proposal.ts";
import { touchedManifests } from "./touched.ts";

/** What differs between two states of a repository, for the services in it. */
export interface Touched {
  /** Manifests of services with a changed file. */
  readonly touched: ReadonlySet<string>;
  /** The files, as places name them. */
  readonly changed: ReadonlySet<string>;
}

/**
 * Which of these manifests a proposal touches.
 *
 * @returns undefined where that cannot be told, and where a manifest is gone: others may have lost what they relied on
 */
export async function touchedBy(
  manifests: readonly string[],
  proposal: Proposal,
  base: BaseRequest | string,
  effects: Effects,
): Promise<Touched | undefined> {
  const changed = await changedFiles(proposal, base, effects);
  if (!changed) return undefined;
  const fromRoot = (manifest: string): string =>
    relative(proposal.root, resolve(effects.folder, manifest)).split(sep).join("/");
  const byPath = new Map(manifests.map((manifest) => [fromRoot(manifest), manifest]));
  const isGone = [...changed].some((path) => /(?:^|\/)(?:towpath|score)\.ya?ml$/.test(path) && !byPath.has(path));
  if (isGone) return undefined;
  const touched = touchedManifests([...byPath.keys()], changed);
  return {
    touched: new Set([...touched].flatMap((path) => byPath.get(path) ?? [])),
    changed: new Set([...changed].map((path) => shownPath(resolve(proposal.root, path), effects.folder))),
  };
}

/**
 * The same for what was changed since a commit that counts for nothing else. What cannot be told is said, and counts as all.
 */
export async function touchedSince(
  manifests: readonly string[],
  since: BaseRequest | string,
  effects: Effects,
): Promise<Touched | undefined> {
  try {
    const proposal = await openProposal(since, effects);
    using _ = proposal.tree;
    return await touchedBy(manifests, proposal, since, effects);
  } catch (error) {
    effects.signal.throwIfAborted();
    const [why = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
    effects.events({ type: "notice", message: `What changed cannot be told, so all services count: ${why}` });
    return undefined;
  }
}
