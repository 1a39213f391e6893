/** Who looked at every commit that goes out. */
export interface SourceReviewPredicate {
  /** `owner/name`. */
  readonly repository: string;
  /** The commit that was deployed before; null where nothing was. */
  readonly base: string | null;
  readonly head: string;
  /** Every commit between the two was reviewed by somebody who did not make it. */
  readonly held: boolean;
  /** Why it did not hold, and what was not looked at. */
  readonly reasons: readonly string[];
  readonly commits: readonly ReviewedCommit[];
  /** Accounts of bots whose commits may go out when a person reviewed them. */
  readonly bots: readonly string[];
}

/** One commit that goes out, and who looked at it. */
export interface ReviewedCommit {
  readonly sha: string;
  readonly held: boolean;
  readonly reason?: string | undefined;
  /** The pull request whose review counts. */
  readonly pull?: number | undefined;
  /** Accounts that had a hand in it. */
  readonly contributors: readonly string[];
  /** Accounts whose approving review counts. */
  readonly reviewers: readonly string[];
}
