import type { Effects } from "@towpath/core";
import type { Deployment, Release } from "@towpath/delivery";
import type { Commit, CommitPull, GitHub } from "@towpath/github";
import type { RepositoryAccess } from "../publish/repository-access.ts";
import { namesOf } from "./authors.ts";

const BUDGET = { requests: 200, waitMs: 30_000, requestMs: 10_000, totalMs: 120_000 };
const COMMIT = /^[0-9a-f]{40,64}$/;

/** The account by which GitHub makes commits in its own pages, whoever sits before them. */
const OF_GITHUB = "web-flow";

/**
 * The accounts of who wrote what a release brings: authors, committers and co-authors of the commits since the one that serves,
 * as GitHub knows them, and of the pull requests that brought those: what is squashed names only whom its message names. Of the
 * first release those of the pull request that brought its commit. Undefined where GitHub does not list all of them, or knows no
 * account of one.
 *
 * @throws {GitHubError} where GitHub does not answer
 */
export async function authorsAtGitHub(
  access: RepositoryAccess,
  release: Release,
  previous: Deployment | undefined,
  effects: Effects,
): Promise<readonly string[] | undefined> {
  const [commit, before] = [release.commit, previous?.release.commit];
  if (commit === undefined || !COMMIT.test(commit)) return undefined;
  if (previous?.artifact.digest === release.artifact.digest) return [];
  const { openRepository } = await import("../publish/repository-access.ts");
  const github = openRepository(access, effects, BUDGET);
  if (!previous) return ofLastChange(github, commit);
  if (before === undefined || !COMMIT.test(before)) return undefined;
  const { commits, isComplete } = await github.compare(before, commit);
  return isComplete ? withPulls(github, commits) : undefined;
}

/** The newest first: a merge names the pull request that brought those before it, which then need not be asked about. */
async function withPulls(github: GitHub, commits: readonly Commit[]): Promise<readonly string[] | undefined> {
  const named = accountsOf(commits);
  if (!named) return undefined;
  const accounts = new Set(named);
  const [looked, asked] = [new Set<string>(), new Set<number>()];
  for (const { sha } of [...commits].reverse()) {
    if (looked.has(sha)) continue;
    for (const pull of await github.pullsOf(sha)) {
      if (!pull.isMerged || asked.has(pull.number)) continue;
      asked.add(pull.number);
      const found = await ofPull(github, pull);
      if (!found) return undefined;
      for (const account of found.accounts) accounts.add(account);
      for (const { sha: brought } of found.commits) looked.add(brought);
    }
  }
  return [...accounts];
}

async function ofPull(github: GitHub, { number, author }: CommitPull) {
  const { commits, isComplete } = await github.commitsOf(number);
  const accounts = isComplete ? accountsOf(commits) : undefined;
  return accounts && author ? { commits, accounts: [...accounts, author.login] } : undefined;
}

async function ofLastChange(github: GitHub, commit: string): Promise<readonly string[] | undefined> {
  const pull = (await github.pullsOf(commit)).find(({ isMerged }) => isMerged);
  if (pull) return (await ofPull(github, pull))?.accounts;
  // Pushed without a pull request: what its last commit brings is all that the push is known to have brought.
  const last = await github.commit(commit);
  const [parent] = last.parents;
  if (parent === undefined) return accountsOf([last]);
  const { commits, isComplete } = await github.compare(parent, commit);
  return isComplete ? accountsOf(commits) : undefined;
}

function accountsOf(commits: readonly Commit[]): readonly string[] | undefined {
  const accounts = new Set<string>();
  for (const { author, committer, coAuthors } of commits) {
    if (!author.account || !committer.account) return undefined;
    accounts.add(author.account.login);
    if (committer.account.login !== OF_GITHUB) accounts.add(committer.account.login);
    for (const { name, email } of coAuthors) for (const known of namesOf(name, email)) accounts.add(known);
  }
  return [...accounts];
}
