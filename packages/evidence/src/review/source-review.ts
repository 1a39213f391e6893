import type { ReviewedCommit, SourceReviewPredicate } from "../statement/predicates/source-review.ts";
import { handsIn, isMadeByServer, shortSha } from "./contributors.ts";
import type { CommitFacts, CommitPeople, PullFacts, ReviewFacts } from "./review-facts.ts";
import { reviewersOf } from "./reviewers.ts";

/** What a platform allows. */
export interface ReviewRules {
  /** Accounts of bots whose commits may go out when a person reviewed them: `dependabot[bot]`. */
  readonly bots: readonly string[];
}

/**
 * Four eyes: whether every commit between the one that was deployed before and the one that is to be deployed was approved, as
 * it was merged, by somebody who had no hand in it. Clocks decide nothing, nor do names that a commit gives itself. What is not
 * known is a no.
 */
export function sourceReview(facts: ReviewFacts, rules: ReviewRules): SourceReviewPredicate {
  const { repository, base, head, comparison } = facts;
  const commits = facts.commits.map((commit) => reviewed(commit, rules.bots));
  const reasons = [
    ...gapsIn(facts),
    ...commits.flatMap(({ sha, held, reason = "" }) => (held ? [] : [`${shortSha(sha)}: ${reason}`])),
  ];
  const notes =
    comparison === "first"
      ? ["It is the first deployment: what came before these commits was not looked at."]
      : comparison === "behind"
        ? ["It goes back to a commit that was deployed before."]
        : comparison === "diverged"
          ? ["It is on another branch than what was deployed before: what both have in common was not looked at."]
          : [];
  const held = reasons.length === 0;
  return { repository, base, head, held, reasons: [...reasons, ...notes], commits, bots: [...rules.bots].sort() };
}

/** Why the facts do not cover everything that goes out. */
function gapsIn({ base, head, comparison, total, commits, gap }: ReviewFacts): readonly string[] {
  const shas = new Set(commits.map(({ sha }) => sha));
  const gaps: string[] = [];
  if (gap !== undefined) gaps.push(gap);
  if ((base === null) !== (comparison === "first")) gaps.push("It is not known what was deployed before.");
  if (comparison === "identical" && base !== head) gaps.push("Two different commits cannot be the same.");
  if (shas.size !== commits.length || shas.size !== total)
    gaps.push(`${total} commits go out, and ${shas.size} of them could be looked at.`);
  const bringsMore = comparison !== "identical" && comparison !== "behind";
  if (bringsMore && !shas.has(head)) gaps.push(`${shortSha(head)}, which is to be deployed, is not among the commits.`);
  if (!bringsMore && total > 0) gaps.push("There are commits where there can be none.");
  return gaps;
}

function reviewed(commit: CommitFacts, bots: readonly string[]): ReviewedCommit {
  const { sha, pulls } = commit;
  const looks = pulls.filter(({ isMerged }) => isMerged).map((pull) => reviewedIn(commit, pull, bots));
  return (
    looks.find(({ held }) => held) ??
    looks[0] ?? {
      sha,
      held: false,
      reason: "no merged pull request brought it: it was pushed directly",
      contributors: accountsOf(commit),
      reviewers: [],
    }
  );
}

/** Whether the review of a pull request covers a commit. */
function reviewedIn(commit: CommitFacts, pull: PullFacts, bots: readonly string[]): ReviewedCommit {
  const { number, headAtMerge, reviews, commits } = pull;
  const about = { sha: commit.sha, pull: number };
  const no = (reason: string, contributors: readonly string[] = accountsOf(commit)): ReviewedCommit => ({
    ...about,
    held: false,
    reason: `#${number}: ${reason}`,
    contributors,
    reviewers: [],
  });
  if (!commits) return no("not all of its commits are known");
  if (headAtMerge === undefined || !commits.some(({ sha }) => sha === headAtMerge))
    return no("its head at merge is not known");
  if (!reviews) return no("its reviews are not known");
  const apart = standsApart(commit, pull, headAtMerge, commits);
  if (apart !== undefined) return no(apart);

  // Who pressed «merge» is the author of the commit that this makes, and had no hand in what is in it.
  const trailers: readonly CommitPeople[] = commits.some(({ sha }) => sha === commit.sha)
    ? []
    : [{ ...commit, author: { account: pull.author, shown: "its own" } }];
  const hands = handsIn(pull, [...commits, ...(isMadeByServer(commit) ? trailers : [])], bots);
  if (hands.unknown.length > 0) return no(`${hands.unknown.join("; ")}`, hands.accounts);
  const { counted, others } = reviewersOf(reviews, headAtMerge, hands.accounts);
  if (counted.length === 0) {
    const why = others.length > 0 ? `: ${others.join("; ")}` : "";
    return no(`nobody else approved ${shortSha(headAtMerge)}, which was merged${why}`, hands.accounts);
  }
  return { ...about, held: true, contributors: hands.accounts, reviewers: counted };
}

/** Why what a commit changes is not what the pull request's review looked at; undefined where it is. */
function standsApart(
  commit: CommitFacts,
  { mergeCommit }: PullFacts,
  headAtMerge: string,
  commits: readonly CommitPeople[],
): string | undefined {
  const isAmong = (sha: string | undefined) => commits.some((one) => one.sha === sha);
  if (isAmong(commit.sha) || (commit.sameChangeAs !== undefined && isAmong(commit.sameChangeAs))) return undefined;
  if (commit.sha !== mergeCommit)
    return "the commit is none of its own, and nothing says that it makes the same change (merge by squashing or with a merge commit)";
  if (!isMadeByServer(commit)) return "the merge was made by hand: nobody looked at what it holds";
  return commit.parents.length < 2 || commit.parents.includes(headAtMerge)
    ? undefined
    : "the merge brought another commit than the one that was approved";
}

function accountsOf({ author, committer, coAuthors }: CommitPeople): readonly string[] {
  const accounts = [author, committer, ...coAuthors].flatMap(({ account }) => account?.login ?? []);
  return [...new Set(accounts)].sort();
}
