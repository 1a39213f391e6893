import type { Account, CommitPeople, Contributor, PullFacts } from "./review-facts.ts";

/** Who had a hand in something, and why that cannot be known, where it cannot. */
export interface Hands {
  /** Accounts, as the server writes them. */
  readonly accounts: readonly string[];
  readonly unknown: readonly string[];
}

/** True for two spellings of one account. */
export function isSameAccount(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

/** GitHub's own account: it commits what is merged or edited on the web, and signs it. */
const GITHUB = "web-flow";

/** The server itself made the commit. Its name alone could be anybody's: its signature could not. */
export function isMadeByServer({ committer, isVerified }: CommitPeople): boolean {
  return isVerified && committer.account?.login === GITHUB;
}

/** Everybody who had a hand in what a pull request brought. */
export function handsIn(pull: PullFacts, commits: readonly CommitPeople[], bots: readonly string[]): Hands {
  const accounts = new Map<string, string>();
  const unknown = new Set<string>();
  const take = (account: Account | undefined, what: string, isSure: boolean): void => {
    if (!account) {
      unknown.add(`nobody knows the account of ${what}`);
      return;
    }
    accounts.set(account.login.toLowerCase(), account.login);
    const flaw = flawOf(account, bots, isSure);
    if (flaw !== undefined) unknown.add(`${what}, ${account.login}, ${flaw}`);
  };

  take(pull.author, "who opened it", true);
  take(pull.lastPusher, "who pushed last", true);
  for (const pusher of pull.pushers ?? []) take(pusher, "who pushed to it", true);
  for (const commit of commits) {
    const named = (one: Contributor, role: string) =>
      take(one.account, `the ${role} of ${shortSha(commit.sha)} (${one.shown})`, commit.isVerified);
    named(commit.author, "author");
    if (!isMadeByServer(commit)) named(commit.committer, "committer");
    for (const one of commit.coAuthors) named(one, "co-author");
  }
  return { accounts: [...accounts.values()].sort(), unknown: [...unknown] };
}

/** @param isSure the server itself says that it was this account, and no name in a commit */
function flawOf({ login, type }: Account, bots: readonly string[], isSure: boolean): string | undefined {
  if (type === "User") return login === GITHUB ? "is GitHub's own, and GitHub did not sign it" : undefined;
  if (type !== "Bot") return `is of the kind ${type}`;
  if (!bots.some((bot) => isSameAccount(bot, login))) return "is a bot that the platform does not name";
  return isSure ? undefined : "is a bot by the name in a commit only: its signature is missing";
}

/** The first twelve digits of a commit. */
export function shortSha(sha: string): string {
  return sha.slice(0, 12);
}
