import type { CommitPeople, Contributor } from "@towpath/evidence";
import {
  type Account,
  type Commit,
  type CommitPerson,
  type GitHub,
  loginInAddress,
  type NamedPerson,
} from "@towpath/github";

/** Which accounts belong to the people that commits name. */
export interface People {
  /** Takes in whom a commit names: an address that GitHub links in one commit is known in all of them. */
  learn(commits: readonly Commit[]): void;
  /** Asks GitHub for the accounts of co-authors that nothing else says. What it does not say stays unknown. */
  ask(github: GitHub, commits: readonly Commit[]): Promise<void>;
  of(commit: Commit): CommitPeople;
  /** What a commit says of itself; undefined for one that was not taken in. */
  messageOf(sha: string): string | undefined;
}

/** An address that a commit says is anybody's to write: it is used to say who had a hand in something, never who had none. */
export function peopleOfCommits(): People {
  const known = new Map<string, Account>();
  const messages = new Map<string, string>();
  const note = (account: Account | undefined, email: string): void => {
    if (account && email !== "") known.set(email.toLowerCase(), account);
  };
  const accountOf = ({ email }: NamedPerson): Account | undefined => {
    const login = loginInAddress(email);
    const said = login === undefined ? undefined : { login, type: login.endsWith("[bot]") ? "Bot" : "User" };
    return known.get(email.toLowerCase()) ?? said;
  };
  const contributor = (person: NamedPerson, account: Account | undefined): Contributor => ({
    ...(account ? { account } : {}),
    shown: shownName(person),
  });
  return {
    ask: async (github, commits) => {
      const open = commits.filter(({ coAuthors }) => coAuthors.some((one) => accountOf(one) === undefined));
      for (const { sha } of open)
        for (const { account, email } of await github.commitAuthors(sha)) note(account, email);
    },
    messageOf: (sha) => messages.get(sha),
    learn: (commits) => {
      for (const { sha, message } of commits) messages.set(sha, message);
      for (const { account, email } of commits.flatMap(({ author, committer }): CommitPerson[] => [author, committer]))
        note(account, email);
    },
    of: ({ sha, author, committer, coAuthors, isVerified }) => ({
      sha,
      author: contributor(author, author.account),
      committer: contributor(committer, committer.account),
      coAuthors: coAuthors.map((one) => contributor(one, accountOf(one))),
      isVerified,
    }),
  };
}

/** The name; of one that holds an address what is left of it. */
function shownName({ name }: NamedPerson): string {
  return name.replace(/\S*@\S*/g, "").trim() || "somebody without a name";
}
