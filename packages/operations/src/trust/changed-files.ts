import type { Effects } from "@towpath/core";
import type { CommitTree } from "./commit-tree.ts";
import { readCheckout } from "./git/checkout.ts";
import { gitTree } from "./git/git-tree.ts";
import { ownRepository } from "./git/own-repository.ts";
import type { BaseRequest } from "./open-base.ts";
import type { Proposal } from "./open-proposal.ts";

/**
 * The files in which a proposal differs from its base, from the checkout's root, with `/`. On a person's own machine that is
 * what was changed since its branch left, with what is not committed yet.
 *
 * @returns undefined where that cannot be told
 */
export async function changedFiles(
  { tree, root }: Proposal,
  base: BaseRequest | string,
  effects: Effects,
): Promise<ReadonlySet<string> | undefined> {
  if (typeof base === "string") {
    const { changedHere } = await import("./git/changed-here.ts");
    return changedHere(tree.commit, effects);
  }
  return betweenCommits(tree, root, effects) ?? (await listedByGitHub(base, effects));
}

/** What differs between the base and the commit that is checked out. */
function betweenCommits(base: CommitTree, root: string, { variables }: Effects): ReadonlySet<string> | undefined {
  const checkout = readCheckout(root);
  if (checkout?.head === undefined) return undefined;
  try {
    const store = ownRepository({ objects: checkout.objects, commit: checkout.head, variables });
    using head = gitTree(store, checkout.head);
    if (!head) {
      store[Symbol.dispose]();
      return undefined;
    }
    const changed = new Set<string>();
    compare({ tree: base, id: base.root }, { tree: head, id: head.root }, "", changed);
    return changed;
  } catch {
    return undefined;
  }
}

interface Side {
  readonly tree: CommitTree;
  /** Undefined where there is no folder on this side. */
  readonly id: string | undefined;
}

function compare(base: Side, head: Side, folder: string, changed: Set<string>): void {
  const [before, after] = [base, head].map(({ tree, id }) => {
    const entries = id === undefined ? [] : tree.entries(id);
    return new Map(entries.map((entry) => [entry.name, entry]));
  });
  for (const name of new Set([...(before?.keys() ?? []), ...(after?.keys() ?? [])])) {
    const [was, is] = [before?.get(name), after?.get(name)];
    if (was?.id === is?.id && was?.kind === is?.kind) continue;
    const path = folder === "" ? name : `${folder}/${name}`;
    const [from, to] = [was, is].map((entry) => (entry?.kind === "folder" ? entry.id : undefined));
    if (from !== undefined || to !== undefined) compare({ ...base, id: from }, { ...head, id: to }, path, changed);
    if ((was && was.kind !== "folder") || (is && is.kind !== "folder")) changed.add(path);
  }
}

/** As GitHub lists them: it stops at three thousand. */
async function listedByGitHub({ remote }: BaseRequest, effects: Effects): Promise<ReadonlySet<string> | undefined> {
  const { token, pullRequest } = remote ?? {};
  if (!remote || !token || pullRequest === undefined) return undefined;
  const { openGitHub } = await import("@towpath/github");
  const [owner = "", name = ""] = remote.repository.split("/");
  try {
    const github = openGitHub({ apiUrl: remote.apiUrl, token, repository: { owner, name }, effects });
    const { files, isComplete } = await github.filesOf(pullRequest);
    if (!isComplete) return undefined;
    return new Set(
      files.flatMap(({ path, previousPath }) => (previousPath === undefined ? [path] : [path, previousPath])),
    );
  } catch {
    effects.signal.throwIfAborted();
    return undefined;
  }
}
