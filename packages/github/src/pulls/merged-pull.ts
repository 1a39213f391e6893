import { type Account, accountOf } from "../account.ts";
import type { Fields } from "../connection/fields.ts";
import { type PullRequestSide, sideOf } from "./pull-request.ts";

/** A pull request that a commit belongs to, with how it was merged. */
export interface CommitPull {
  readonly number: number;
  readonly author: Account | undefined;
  readonly base: PullRequestSide;
  /** Of a merged one: the head when it was merged. */
  readonly head: PullRequestSide;
  readonly isMerged: boolean;
  /** RFC 3339, by GitHub's clock. */
  readonly mergedAt: string | undefined;
  /** The commit that the base was at after merging; undefined before it. */
  readonly mergeCommit: string | undefined;
}

export function commitPull(pull: Fields): CommitPull {
  const mergedAt = pull.optionalText("merged_at");
  const isMerged = mergedAt !== undefined;
  return {
    number: pull.number("number"),
    author: accountOf(pull, "user"),
    base: sideOf(pull.object("base")),
    head: sideOf(pull.object("head")),
    isMerged,
    mergedAt,
    // Before merging it is a commit that GitHub made to see whether it can be merged.
    mergeCommit: isMerged ? pull.optionalText("merge_commit_sha") : undefined,
  };
}
