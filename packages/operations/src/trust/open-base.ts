import { readdirSync } from "node:fs";
import { join } from "node:path";
import { type Effects, errorMessage, isAbort } from "@towpath/core";
import { OperationError } from "../errors.ts";
import type { CommitTree } from "./commit-tree.ts";
import { type Checkout, readCheckout } from "./git/checkout.ts";
import { isObjectId, readCommit } from "./git/git-object.ts";
import { readObjects } from "./git/git-store.ts";
import { gitTree } from "./git/git-tree.ts";
import { ownRepository } from "./git/own-repository.ts";
import type { RemoteRequest } from "./git/remote.ts";

/** Which commit a proposal is held against, and where it may be had. */
export interface BaseRequest {
  /** All digits: the commit that the proposal is to go onto. */
  readonly commit: string;
  /**
   * The merge that the server made of both, as it was checked out. What it went onto is the base then: the branch may have
   * moved since the proposal was last told of it.
   */
  readonly merge?: { readonly commit: string; readonly head: string } | undefined;
  /** Where the commit comes from when the checkout does not have it. Without it nothing is fetched. */
  readonly remote?:
    | (RemoteRequest & {
        readonly apiUrl: string;
        /** Its number, where the proposal is a pull request. */
        readonly pullRequest?: number | undefined;
      })
    | undefined;
}

/**
 * Opens the files of the base commit: from the objects of the checkout, else fetched with git, else over GitHub's API.
 *
 * @param root absolute: the checkout
 * @throws {OperationError} `operation/base-not-found`: nothing else may stand in for it
 */
export async function openBase(request: BaseRequest, root: string, effects: Effects): Promise<CommitTree> {
  if (!isObjectId(request.commit)) throw notFound(request.commit, "it is no name of a commit", undefined);
  const checkout = readCheckout(root);
  const reasons: string[] = [];
  const attempt = async (how: string, open: () => Promise<CommitTree | undefined>): Promise<CommitTree | undefined> => {
    try {
      return await open();
    } catch (error) {
      if (effects.signal.aborted || isAbort(error, effects.signal)) throw error;
      reasons.push(`${how}: ${errorMessage(error)}`);
      return undefined;
    }
  };
  const commit = checkout ? baseOf(request, checkout, effects) : request.commit;
  const { remote } = request;
  const here = checkout && (await attempt("git", async () => local(checkout, commit, effects)));
  if (here) return here;
  const fetched =
    checkout && remote && (await attempt("git fetch", () => fetchedTree(checkout, commit, remote, effects)));
  if (fetched) return fetched;
  const token = remote?.token;
  const asked =
    token &&
    (await attempt("GitHub's API", async () => {
      const { apiTree } = await import("./api-tree.ts");
      return apiTree({ ...remote, token, commit, root }, effects);
    }));
  if (asked) return asked;
  throw notFound(
    commit,
    checkout ? "the checkout does not have it" : "there is no checkout of git",
    reasons.join("; "),
  );
}

function local(checkout: Checkout, commit: string, { variables }: Effects): CommitTree | undefined {
  if (isPartial(checkout)) return undefined;
  const store = ownRepository({ objects: checkout.objects, commit, variables });
  const tree = orDispose(store, () => gitTree(store, commit));
  if (!tree) store[Symbol.dispose]();
  return tree;
}

/** Whether it was cloned without some of its objects: they would have to be fetched one by one. */
function isPartial({ objects }: Checkout): boolean {
  try {
    return readdirSync(join(objects, "pack")).some((name) => name.endsWith(".promisor"));
  } catch {
    return false;
  }
}

async function fetchedTree(
  { objects }: Checkout,
  commit: string,
  remote: RemoteRequest,
  effects: Effects,
): Promise<CommitTree | undefined> {
  const [{ remoteOf }, { fetchCommit, fetchObjects }] = await Promise.all([
    import("./git/remote.ts"),
    import("./git/fetch-commit.ts"),
  ]);
  const { variables } = effects;
  const fetched = ownRepository({ objects, commit, variables, remote: remoteOf(remote, variables) });
  // Read from beside it, where git knows of no remote: it would fetch each file on its own.
  const reader = ownRepository({ objects: join(fetched.folder, "objects"), commit, variables });
  const dispose = (): void => {
    reader[Symbol.dispose]();
    fetched[Symbol.dispose]();
  };
  try {
    await fetchCommit(fetched, commit, effects);
    const fetch = async (ids: readonly string[]): Promise<void> => {
      await fetchObjects(fetched, ids, effects).catch((error: unknown) => {
        effects.signal.throwIfAborted();
        throw notFound(commit, "not all of its files can be fetched", errorMessage(error));
      });
    };
    const tree = gitTree({ ...reader, [Symbol.dispose]: dispose }, commit, fetch);
    if (!tree) throw new Error("it was not among what was fetched");
    return tree;
  } catch (error) {
    dispose();
    throw error;
  }
}

/** What the server merged onto, where its merge is what is checked out. */
function baseOf({ commit, merge }: BaseRequest, { objects }: Checkout, { variables }: Effects): string {
  if (!merge || !isObjectId(merge.commit)) return commit;
  using store = ownRepository({ objects, commit: merge.commit, variables });
  try {
    const found = readObjects(store, [merge.commit]).get(merge.commit);
    const parents = found?.type === "commit" ? readCommit(found.content).parents : [];
    const [onto, head] = parents;
    return parents.length === 2 && onto !== undefined && head === merge.head ? onto : commit;
  } catch {
    return commit;
  }
}

function orDispose<T>(store: Disposable, make: () => T): T {
  try {
    return make();
  } catch (error) {
    store[Symbol.dispose]();
    throw error;
  }
}

function notFound(commit: string, why: string, reasons: string | undefined): OperationError {
  return new OperationError({
    code: "operation/base-not-found",
    kind: "fault",
    message: `The commit that the change is proposed for, ${JSON.stringify(commit.slice(0, 64))}, cannot be read: ${why}${reasons ? ` (${reasons})` : ""}.`,
    hint: "A change is checked by what its base says, so nothing was checked. Give actions/checkout `fetch-depth: 2`, or the action a token that may read the repository (`contents: read`).",
  });
}
