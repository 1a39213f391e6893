import type { Account as EvidenceAccount, PullFacts } from "@towpath/evidence";
import type { CommitPull, GitHub, Push } from "@towpath/github";
import type { People } from "./people-of-commits.ts";

/** What it takes to gather what GitHub knows of pull requests. */
export interface Gathering {
  readonly github: GitHub;
  readonly people: People;
  /** Another repository, with the same token. */
  elsewhere(repository: string): GitHub;
  /** Asks; undefined where GitHub does not say, which is written down. @throws what is no refusal and no fault of GitHub's */
  unlessUnsaid<T>(ask: () => Promise<T>): Promise<T | undefined>;
}

/** What GitHub knows of a pull request, as far as it says. */
export async function pullFacts(pull: CommitPull, gathering: Gathering): Promise<PullFacts> {
  const { github, people, unlessUnsaid } = gathering;
  const [reviews, list, pushes] = await Promise.all([
    unlessUnsaid(() => github.reviewsOf(pull.number)),
    unlessUnsaid(() => github.commitsOf(pull.number)),
    pushesOf(pull, gathering),
  ]);
  people.learn(list?.commits ?? []);
  await unlessUnsaid(() => people.ask(github, list?.commits ?? []));
  const shas = new Set([pull.head.sha, ...(list?.commits ?? []).map(({ sha }) => sha)]);
  const ofIt = pushes.filter(({ after }) => shas.has(after));
  const last = ofIt.find(({ after }) => after === pull.head.sha)?.by;
  const pushers = ofIt.flatMap(({ by }) => by ?? []);
  return {
    number: pull.number,
    isMerged: pull.isMerged,
    mergeCommit: pull.mergeCommit,
    headAtMerge: pull.isMerged ? pull.head.sha : undefined,
    author: pull.author,
    lastPusher: last,
    pushers: withoutRepeats(pushers),
    commits: list?.isComplete ? list.commits.map((commit) => people.of(commit)) : undefined,
    reviews: reviews?.map(({ account, state, commit, association = "NONE" }) => ({
      by: account,
      state,
      commit,
      association,
    })),
  };
}

/** Who moved the branch that it came from; nothing where that is in a repository which cannot be seen, or is gone. */
async function pushesOf({ base, head }: CommitPull, gathering: Gathering): Promise<readonly Push[]> {
  const { repository, ref } = head;
  if (repository === undefined) return [];
  const isHere = repository === base.repository;
  const from = isHere ? gathering.github : gathering.elsewhere(repository);
  return (await gathering.unlessUnsaid(() => from.pushesTo(ref))) ?? [];
}

function withoutRepeats(accounts: readonly EvidenceAccount[]): readonly EvidenceAccount[] {
  return [...new Map(accounts.map((account) => [account.login, account])).values()];
}
