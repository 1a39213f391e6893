import { type Effects, isAbort } from "@towpath/core";
import type { CommitFacts, PullFacts, ReviewFacts } from "@towpath/evidence";
import { type Commit, type CommitPull, type GitHub, GitHubError } from "@towpath/github";
import { openRepository, type RepositoryAccess } from "../repository-access.ts";
import { peopleOfCommits } from "./people-of-commits.ts";
import { type Gathering, pullFacts } from "./pull-facts.ts";
import { isSameChange } from "./same-change.ts";

/** Which commits are asked about. */
export interface ReviewFactsRequest extends RepositoryAccess {
  /** The commit that was deployed before, whole; null where nothing was. */
  readonly base: string | null;
  /** The commit that is to be deployed, whole. */
  readonly head: string;
}

/** A workflow's token has a thousand requests an hour for all of a repository. */
const BUDGET = { requests: 500, waitMs: 60_000, requestMs: 15_000, totalMs: 240_000 };
/** Of more commits at once nobody can say anything: they are not asked about. */
const MOST_COMMITS = 1_000;

/**
 * What GitHub knows of how every commit between two came to be: the pull requests that brought it, who made and pushed them, and
 * who approved what. What GitHub does not say is left out, and why stands in `gap`: that is a deny for whoever judges.
 *
 * @throws the signal's reason when the run is cancelled
 */
export async function reviewFacts(request: ReviewFactsRequest, effects: Effects): Promise<ReviewFacts> {
  const { repository, base, head } = request;
  const gaps: string[] = [];
  const people = peopleOfCommits();
  const github = openRepository(request, effects, BUDGET);
  const gathering: Gathering = {
    github,
    people,
    elsewhere: (other) => openRepository({ ...request, repository: other }, effects, BUDGET),
    unlessUnsaid: async (ask) => {
      try {
        return await ask();
      } catch (error) {
        if (effects.signal.aborted && isAbort(error, effects.signal)) throw error;
        if (!(error instanceof GitHubError)) throw error;
        gaps.push(error.message);
        return undefined;
      }
    },
  };
  const range = await gathering.unlessUnsaid(() => commitsBetween(github, base, head));
  const { comparison, total, commits } = range ?? {
    comparison: base === null ? "first" : "diverged",
    total: 0,
    commits: [],
  };
  if (range && !range.isComplete) gaps.push(`GitHub counts ${total} commits and lists ${commits.length} of them.`);
  const isTooMuch = commits.length > MOST_COMMITS;
  if (isTooMuch) gaps.push(`${commits.length} commits are more than can be looked at: ${MOST_COMMITS} at most.`);
  people.learn(commits);
  if (!isTooMuch) await gathering.unlessUnsaid(() => people.ask(github, commits));
  const facts = isTooMuch ? [] : await factsOf(commits, gathering);
  const [gap] = gaps;
  return { repository, base, head, comparison, total, commits: facts, ...(gap === undefined ? {} : { gap }) };
}

interface Range extends Pick<ReviewFacts, "comparison" | "total"> {
  readonly commits: readonly Commit[];
  readonly isComplete: boolean;
}

async function commitsBetween(github: GitHub, base: string | null, head: string): Promise<Range> {
  if (base !== null) {
    const { status, ...rest } = await github.compare(base, head);
    return { comparison: status, ...rest };
  }
  // Of the first deployment what its last change brought: everything before it was there before Towpath was.
  const last = await github.commit(head);
  const [parent] = last.parents;
  const { commits, total, isComplete } =
    parent === undefined ? { commits: [last], total: 1, isComplete: true } : await github.compare(parent, head);
  return { comparison: "first", total, commits, isComplete };
}

/** The newest first: a merge names the pull request that brought those before it, which then need not be asked about. */
async function factsOf(commits: readonly Commit[], gathering: Gathering): Promise<readonly CommitFacts[]> {
  const { github, people, unlessUnsaid } = gathering;
  const known = new Map<number, PullFacts>();
  const brought = new Map<string, readonly PullFacts[]>();
  const facts: CommitFacts[] = [];
  for (const commit of [...commits].reverse()) {
    let pulls = brought.get(commit.sha);
    if (!pulls) {
      const linked = (await unlessUnsaid(() => github.pullsOf(commit.sha))) ?? [];
      pulls = await Promise.all(
        linked.filter(({ isMerged }) => isMerged).map((pull) => factsOnce(pull, known, gathering)),
      );
      for (const pull of pulls) note(pull, brought);
    }
    const same = await sameChangeAs(commit, pulls, gathering);
    facts.push({
      ...people.of(commit),
      parents: commit.parents,
      pulls,
      ...(same === undefined ? {} : { sameChangeAs: same }),
    });
  }
  return facts.reverse();
}

async function factsOnce(pull: CommitPull, known: Map<number, PullFacts>, gathering: Gathering): Promise<PullFacts> {
  const facts = known.get(pull.number) ?? (await pullFacts(pull, gathering));
  known.set(pull.number, facts);
  return facts;
}

/** Commits of a pull request that was merged with all of them: they are in the range as they are. */
function note(pull: PullFacts, brought: Map<string, readonly PullFacts[]>): void {
  for (const { sha } of pull.commits ?? []) if (!brought.has(sha)) brought.set(sha, [pull]);
}

/** The commit of a pull request that a rebased one was made from: rebasing keeps the message. */
async function sameChangeAs(
  commit: Commit,
  pulls: readonly PullFacts[],
  { github, people, unlessUnsaid }: Gathering,
): Promise<string | undefined> {
  for (const { commits = [], mergeCommit } of pulls) {
    const isOwn = commits.some(({ sha }) => sha === commit.sha);
    const isMergedByGitHub = commit.sha === mergeCommit && commit.isVerified;
    if (isOwn || isMergedByGitHub || commit.parents.length !== 1) continue;
    for (const { sha } of commits.filter((one) => people.messageOf(one.sha) === commit.message))
      if (await unlessUnsaid(() => isSameChange(github, commit.sha, sha))) return sha;
  }
  return undefined;
}
