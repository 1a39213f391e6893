import { dirname, join, resolve } from "node:path";
import { type Effects, isWithin } from "@towpath/core";
import type { CommitTree } from "./commit-tree.ts";
import { isSubmodule } from "./git/checkout.ts";
import { type BaseRequest, openBase } from "./open-base.ts";

/** Something that is proposed: what is on the disk, to go onto a commit. */
export interface Proposal {
  readonly tree: CommitTree;
  /** Absolute: the checkout. */
  readonly root: string;
}

/**
 * Opens the commit that what is in the folder is proposed for.
 *
 * @param base the commit; or a revision as git knows it there, of which the newest state counts
 * @throws {OperationError} `operation/base-not-found`, `operation/base-revision`
 */
export async function openProposal(base: BaseRequest | string, effects: Effects): Promise<Proposal> {
  const root = checkoutRoot(effects);
  const request = typeof base === "string" ? await revisionRequest(base, effects) : base;
  return { root, tree: await openBase(request, root, effects) };
}

async function revisionRequest(revision: string, effects: Effects): Promise<BaseRequest> {
  const { commitOf } = await import("./git/commit-of.ts");
  return { commit: await commitOf(revision, effects) };
}

/**
 * The checkout that a folder is in: the nearest one, not above what a runner gives to a step. A submodule is a part of the one
 * around it: a proposal can put one in the place of any folder.
 */
export function checkoutRoot({ folder, variables, files }: Effects): string {
  const workspace = variables["GITHUB_WORKSPACE"];
  const top = workspace ? (real(workspace, files) ?? resolve(workspace)) : undefined;
  let submodule: string | undefined;
  for (let at = folder; at !== dirname(at) && (top === undefined || isWithin(at, top)); at = dirname(at)) {
    if (real(join(at, ".git"), files) === undefined) continue;
    if (!isSubmodule(at)) return at;
    submodule ??= at;
  }
  return submodule ?? (top !== undefined && isWithin(folder, top) ? top : folder);
}

function real(path: string, files: Effects["files"]): string | undefined {
  try {
    return files.realPath(path);
  } catch {
    return undefined; // it leads out of what may be read
  }
}
