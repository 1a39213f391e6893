import type { Account, CommitFacts, Contributor, PullFacts, ReviewFacts, ReviewGiven } from "../review-facts.ts";
import { sourceReview } from "../source-review.ts";

/** A commit. */
export const sha = (letter: string): string => letter.repeat(40);
export const [BASE, MERGE, HEAD, EARLIER, MAIN] = [sha("0"), sha("a"), sha("b"), sha("c"), sha("d")];
/** Accounts of GitHub: a person, a bot; and whom a commit names. */
export const user = (login: string): Account => ({ login, type: "User" });
export const bot = (login: string): Account => ({ login, type: "Bot" });
export const by = (account: Account | undefined): Contributor => ({ account, shown: account?.login ?? "Someone" });
export const ADA = user("ada");
export const GRACE = user("grace");
export const EVE = user("eve");
/** Bots whose commits may go out when a person reviewed them. */
export const BOTS = ["dependabot[bot]"];

/** Somebody approved the head. */
export const approval = (account: Account | undefined, changes: Partial<ReviewGiven> = {}): ReviewGiven => ({
  by: account,
  state: "APPROVED",
  commit: HEAD,
  association: "MEMBER",
  ...changes,
});

/** A commit that somebody wrote and committed. */
export const made = (one: string, author: Account | undefined, changes: Partial<CommitFacts> = {}) => ({
  sha: one,
  author: by(author),
  committer: by(author),
  coAuthors: [],
  isVerified: false,
  ...changes,
});

/** How GitHub commits. */
export const GITHUB = { committer: by(user("web-flow")), isVerified: true };

/** A pull request of Ada's that Grace approved. */
export const pull = (changes: Partial<PullFacts> = {}): PullFacts => ({
  number: 12,
  isMerged: true,
  mergeCommit: MERGE,
  headAtMerge: HEAD,
  author: ADA,
  lastPusher: ADA,
  commits: [made(EARLIER, ADA), made(HEAD, ADA)],
  reviews: [approval(GRACE)],
  ...changes,
});

/** A pull request of Ada's, squashed by GitHub when Grace pressed «merge». */
export const squashed = (of: Partial<PullFacts> = {}, changes: Partial<CommitFacts> = {}): CommitFacts => ({
  ...made(MERGE, ADA, GITHUB),
  parents: [BASE],
  pulls: [pull(of)],
  ...changes,
});

/** All that a review looks at. */
export const facts = (commits: readonly CommitFacts[], changes: Partial<ReviewFacts> = {}): ReviewFacts => ({
  repository: "acme/orders",
  base: BASE,
  head: commits.at(-1)?.sha ?? BASE,
  comparison: "ahead",
  total: commits.length,
  commits,
  ...changes,
});

/** What it comes to. */
export const review = (found: ReviewFacts) => sourceReview(found, { bots: BOTS });
