/**
 * What the repository's server knows of how the commits of a release came to be. Nothing in it may stem from a clock, or from a
 * name that whoever makes a commit can choose, except where it says so. What the server does not say is left out: it is a
 * deny then.
 */
export interface ReviewFacts {
  /** `owner/name`. */
  readonly repository: string;
  /** The commit that was deployed before; null where nothing was. */
  readonly base: string | null;
  /** The commit that is to be deployed. */
  readonly head: string;
  /** How the head stands to the base, as GitHub's comparison says. `first`: there is no base. */
  readonly comparison: "first" | "identical" | "ahead" | "behind" | "diverged";
  /** How many commits the head has that the base has not, as the server counts them. For `first`: how many are looked at. */
  readonly total: number;
  /** Those commits, in any order. */
  readonly commits: readonly CommitFacts[];
  /** Why the server did not tell all of it, where it did not. */
  readonly gap?: string | undefined;
}

/** One commit that goes out. */
export interface CommitFacts extends CommitPeople {
  readonly parents: readonly string[];
  /** The merged pull requests that brought it, as the server links them. None: it was pushed directly. */
  readonly pulls: readonly PullFacts[];
  /**
   * The commit of a pull request that makes the same change, where the server merged by rebasing and whoever gathered the
   * facts has compared the two, file by file.
   */
  readonly sameChangeAs?: string | undefined;
}

/** Who made a commit. */
export interface CommitPeople {
  readonly sha: string;
  readonly author: Contributor;
  readonly committer: Contributor;
  /** From the trailers `Co-authored-by`. */
  readonly coAuthors: readonly Contributor[];
  /** The server found its signature to be right. */
  readonly isVerified: boolean;
}

/** Somebody that a commit names. */
export interface Contributor {
  /** The account that the server links the e-mail address to; undefined where it knows none. */
  readonly account?: Account | undefined;
  /** What the commit says, for a message. Never an e-mail address. */
  readonly shown: string;
}

/** An account of the server. */
export interface Account {
  readonly login: string;
  /** GitHub's word: `User`, `Bot`, `Organization`, `Mannequin`. */
  readonly type: string;
}

/** A pull request that brought a commit. */
export interface PullFacts {
  readonly number: number;
  readonly isMerged: boolean;
  /** The commit that merging made. */
  readonly mergeCommit?: string | undefined;
  /** The head when it was merged. */
  readonly headAtMerge?: string | undefined;
  readonly author?: Account | undefined;
  /** Who pushed the head that was merged. */
  readonly lastPusher?: Account | undefined;
  /** Who else pushed to it, as far as the server tells. */
  readonly pushers?: readonly Account[] | undefined;
  /** All of its commits; undefined where the server did not list all of them. */
  readonly commits?: readonly CommitPeople[] | undefined;
  /** In the order in which they were given; undefined where the server did not list all of them. */
  readonly reviews?: readonly ReviewGiven[] | undefined;
}

/** A review. */
export interface ReviewGiven {
  readonly by?: Account | undefined;
  /** GitHub's word: `APPROVED`, `CHANGES_REQUESTED`, `DISMISSED`, `COMMENTED`. */
  readonly state: string;
  /** The commit that was looked at. */
  readonly commit?: string | undefined;
  /** What the reviewer is to the repository, in GitHub's word: `OWNER`, `MEMBER`, `COLLABORATOR`, `CONTRIBUTOR`, `NONE`. */
  readonly association: string;
}
