import { type Account, accountOf } from "../account.ts";
import type { Connection } from "../connection/connection.ts";
import { type Fields, fieldsOf } from "../connection/fields.ts";
import { id } from "../connection/path.ts";
import { GITHUB_PERMISSIONS } from "../permissions.ts";

/** One side of a pull request. */
export interface PullRequestSide {
  readonly sha: string;
  /** The branch's name. Untrusted text. */
  readonly ref: string;
  /** `owner/name`; undefined where the fork is gone. */
  readonly repository: string | undefined;
}

/** A pull request. Texts are untrusted. */
export interface PullRequest {
  readonly number: number;
  readonly title: string;
  readonly author: string | undefined;
  readonly isOpen: boolean;
  readonly isDraft: boolean;
  readonly isMerged: boolean;
  /** The commit that the base was at after merging; undefined before it. */
  readonly mergeCommit: string | undefined;
  readonly mergedBy: Account | undefined;
  readonly base: PullRequestSide;
  /** Of a merged one: the head when it was merged. */
  readonly head: PullRequestSide;
  /** True where the head is in another repository, or in one that is gone. */
  readonly isFromFork: boolean;
  /** How many files GitHub counts, also beyond those that it lists. */
  readonly changedFiles: number;
}

export async function readPullRequest(
  connection: Connection,
  repository: string,
  pullNumber: number,
): Promise<PullRequest> {
  const what = `Pull request ${pullNumber}`;
  const answer = await connection.read({
    path: `${repository}/pulls/${id(pullNumber)}`,
    needs: GITHUB_PERMISSIONS.pullRequest,
    what,
  });
  const pull = fieldsOf(answer, what);
  const base = sideOf(pull.object("base"));
  const head = sideOf(pull.object("head"));
  const isMerged = pull.flag("merged");
  return {
    number: pull.number("number"),
    title: pull.text("title"),
    author: pull.optionalObject("user")?.text("login"),
    isOpen: pull.text("state") === "open",
    isDraft: pull.optionalFlag("draft"),
    isMerged,
    // Before merging it is a commit that GitHub made to see whether it can be merged.
    mergeCommit: isMerged ? pull.optionalText("merge_commit_sha") : undefined,
    mergedBy: accountOf(pull, "merged_by"),
    base,
    head,
    isFromFork: head.repository === undefined || head.repository !== base.repository,
    changedFiles: pull.number("changed_files"),
  };
}

/** A side of a pull request. */
export function sideOf(side: Fields): PullRequestSide {
  return { sha: side.text("sha"), ref: side.text("ref"), repository: side.optionalObject("repo")?.text("full_name") };
}
