import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Json, JsonObject } from "@towpath/core";
import type { Account } from "./accounts.ts";
import { type ComparedFile, compare } from "./compare.ts";
import { commitOf, type FileChanges, git, type Person, writeCommit } from "./git-folder.ts";
import type { KeptDeployment } from "./kept-deployment.ts";
import type { KeptIssue } from "./kept-issue.ts";
import { type MergeMethod, mergeCommits } from "./merge-pull.ts";
import { people as nobodyKnown, type People } from "./people.ts";

/** A comment in a conversation. */
export interface KeptComment {
  readonly id: number;
  readonly issue: number;
  readonly account: Account;
  body: string;
  readonly created: string;
  updated: string;
}

/** A check run with everything that was sent for it. */
export interface KeptCheckRun {
  readonly id: number;
  readonly commit: string;
  readonly account: Account;
  /** What was said last, in the API's words. */
  said: JsonObject;
  title: string | null;
  summary: string | null;
  text: string | null;
  readonly annotations: JsonObject[];
}

/** A review. */
export interface KeptReview {
  readonly id: number;
  readonly pull: number;
  readonly account: Account;
  readonly state: "APPROVED" | "CHANGES_REQUESTED" | "COMMENTED" | "DISMISSED" | "PENDING";
  readonly commit: string;
  readonly body: string;
  readonly submitted: string;
  /** What the reviewer is to the repository; `MEMBER` without it. */
  readonly association?: string;
}

/** A comment at a line. */
export interface KeptReviewComment {
  readonly id: number;
  readonly review: number;
  readonly pull: number;
  readonly account: Account;
  readonly path: string;
  readonly line: number;
  readonly startLine: number | null;
  readonly commit: string;
  readonly body: string;
}

/** A report for code scanning, unpacked. */
export interface KeptSarif {
  readonly id: string;
  readonly commit: string;
  readonly ref: string;
  readonly toolName: string | undefined;
  readonly sarif: Json;
  readonly errors: readonly string[];
}

/** A pull request. */
export interface KeptPull {
  readonly number: number;
  readonly title: string;
  readonly account: Account;
  readonly base: { readonly ref: string; readonly sha: string };
  readonly head: { readonly ref: string; readonly sha: string };
  /** `owner/name` of the head's repository; null where the fork is gone. */
  readonly headRepository: string | null;
  isLocked: boolean;
  state: "open" | "closed";
  readonly isDraft: boolean;
  readonly files: readonly ComparedFile[];
  /** Undefined until it is merged. */
  merged: KeptMerge | undefined;
}

/** How a pull request was merged. */
export interface KeptMerge {
  readonly at: string;
  readonly by: Account;
  /** The commit that the branch was at after it. */
  readonly commit: string;
  /** Every commit that it brought to the branch. */
  readonly introduced: readonly string[];
}

/** Something that moved a branch, as GitHub remembers it. */
export interface KeptActivity {
  readonly id: number;
  readonly ref: string;
  readonly before: string;
  readonly after: string;
  readonly type: "push" | "force_push" | "branch_creation" | "pr_merge";
  readonly account: Account;
  readonly at: string;
}

/** What a commit may differ in. */
export interface CommitOptions {
  /** Where a new branch begins. */
  readonly from?: string;
  readonly message?: string;
  readonly author?: Person;
  readonly committer?: Person;
  /** The login of who pushes it. `anna` without it. */
  readonly by?: string;
}

/** A pull request to be opened. */
export interface PullSketch {
  readonly number?: number;
  readonly title?: string;
  readonly login?: string;
  /** A branch, or a commit. `main` without it. */
  readonly base?: string;
  readonly head: string;
  /** Where the head is, for a pull request from a fork: `owner/name`, or null where it is gone. */
  readonly fork?: string | null;
  readonly isLocked?: boolean;
  readonly isDraft?: boolean;
  readonly state?: "open" | "closed";
  /** In place of what git says. */
  readonly files?: readonly ComparedFile[];
}

/** A repository of the loopback GitHub: git's part is a folder of git's, the rest is kept here. */
export interface LoopbackRepository {
  readonly owner: string;
  readonly name: string;
  /** Git's folder. */
  readonly folder: string;
  readonly isPrivate: boolean;
  readonly isArchived: boolean;
  readonly hasCodeScanning: boolean;
  readonly pulls: KeptPull[];
  readonly comments: KeptComment[];
  readonly checkRuns: KeptCheckRun[];
  readonly reviews: KeptReview[];
  readonly reviewComments: KeptReviewComment[];
  readonly sarifs: KeptSarif[];
  /** The oldest first. */
  readonly deployments: KeptDeployment[];
  readonly issues: KeptIssue[];
  /** The oldest first. */
  readonly activities: KeptActivity[];
  /** Commits whose signature GitHub finds right. */
  readonly verified: Set<string>;
  readonly people: People;
  /** Changes files on a branch, made from `from` where it is new. Gives the commit. */
  commit(branch: string, files: FileChanges, options?: CommitOptions): Promise<string>;
  openPull(pull: PullSketch): Promise<KeptPull>;
  /** Merges a pull request into its base, as GitHub's button does. Gives the commit that the base is at. */
  mergePull(
    number: number,
    options?: { readonly by?: string; readonly method?: MergeMethod; readonly message?: string },
  ): Promise<string>;
  /** A number that no pull request and no issue has. */
  newNumber(): number;
  /** The commit behind a branch, a tag or the beginning of a sha. */
  commitOf(name: string): Promise<string | undefined>;
}

/** A repository to be added. */
export interface RepositorySketch {
  readonly owner?: string;
  readonly name?: string;
  /** A folder of git's that is there; an empty one is made without it. */
  readonly folder?: string;
  readonly isPrivate?: boolean;
  readonly isArchived?: boolean;
  readonly hasCodeScanning?: boolean;
}

/** Makes a repository; `remove` takes away what it made. */
export async function makeRepository(
  sketch: RepositorySketch,
  people: People = nobodyKnown(),
): Promise<{ readonly repository: LoopbackRepository; readonly remove: () => void }> {
  const made = sketch.folder === undefined ? mkdtempSync(join(tmpdir(), "towpath-github-")) : undefined;
  const folder = sketch.folder ?? made ?? "";
  if (made !== undefined) await git(folder, "init", "--quiet", "--bare", "--template=", "--initial-branch=main", ".");
  const pulls: KeptPull[] = [];
  const issues: KeptIssue[] = [];
  const activities: KeptActivity[] = [];
  const now = (): string => new Date().toISOString().replace(/\.\d+Z$/, "Z");
  const newNumber = (): number => Math.max(0, ...[...pulls, ...issues].map((one) => one.number)) + 1;
  const moved = (move: Pick<KeptActivity, "before" | "after" | "type"> & { branch: string; by: string }): void => {
    const { branch, by, ...rest } = move;
    const account = people.byLogin(by);
    activities.push({ id: activities.length + 1, ref: `refs/heads/${branch}`, account, at: now(), ...rest });
  };
  const repository: LoopbackRepository = {
    owner: sketch.owner ?? "acme",
    name: sketch.name ?? "orders",
    folder,
    isPrivate: sketch.isPrivate ?? true,
    isArchived: sketch.isArchived ?? false,
    hasCodeScanning: sketch.hasCodeScanning ?? true,
    pulls,
    comments: [],
    checkRuns: [],
    reviews: [],
    reviewComments: [],
    sarifs: [],
    deployments: [],
    issues,
    activities,
    verified: new Set(),
    people,
    newNumber,
    commit: async (branch, files, { from, message = "Change files", author, committer, by = "anna" } = {}) => {
      const before = await commitOf(folder, `refs/heads/${branch}`);
      const last = before ?? (from && (await commitOf(folder, from)));
      const after = await writeCommit(folder, branch, files, { from: last || undefined, message, author, committer });
      moved({ branch, before: before ?? "0".repeat(40), after, type: before ? "push" : "branch_creation", by });
      return after;
    },
    mergePull: async (number, { by = "ben", method = "merge", message } = {}) => {
      const pull = pulls.find((one) => one.number === number);
      const base = pull && (await commitOf(folder, `refs/heads/${pull.base.ref}`));
      if (!pull || !base) throw new Error(`There is no pull request ${number} that could be merged.`);
      const words = message ?? `Merge pull request #${number}`;
      const commit = await mergeCommits(folder, { method, base, head: pull.head.sha, message: words, by });
      await git(folder, "update-ref", `refs/heads/${pull.base.ref}`, commit);
      const introduced = (await git(folder, "rev-list", `${base}..${commit}`)).split("\n").filter(Boolean);
      // GitHub signs what it makes itself: a rebased commit is another's.
      if (method !== "rebase") repository.verified.add(commit);
      pull.merged = { at: now(), by: people.byLogin(by), commit, introduced };
      pull.state = "closed";
      moved({ branch: pull.base.ref, before: base, after: commit, type: "pr_merge", by });
      return commit;
    },
    openPull: async (pull) => {
      const { base = "main", head } = pull;
      const [from, to] = [await commitOf(folder, base), await commitOf(folder, head)];
      if (!from || !to) throw new Error(`There is no ${from ? head : base} in ${folder}.`);
      const opened: KeptPull = {
        number: pull.number ?? newNumber(),
        title: pull.title ?? "Change things",
        account: people.byLogin(pull.login ?? "anna"),
        base: { ref: base, sha: from },
        head: { ref: head, sha: to },
        headRepository: pull.fork === undefined ? `${repository.owner}/${repository.name}` : pull.fork,
        isLocked: pull.isLocked ?? false,
        state: pull.state ?? "open",
        isDraft: pull.isDraft ?? false,
        files: pull.files ?? (await compare(folder, from, to)),
        merged: undefined,
      };
      const known = pulls.findIndex((one) => one.number === opened.number);
      if (known < 0) pulls.push(opened);
      else pulls[known] = opened;
      return opened;
    },
    commitOf: async (name) => {
      const pull = /^refs\/pull\/(\d+)\/head$/.exec(name)?.[1];
      return pull === undefined
        ? await commitOf(folder, name)
        : pulls.find((one) => one.number === Number(pull))?.head.sha;
    },
  };
  return { repository, remove: () => made !== undefined && rmSync(made, { recursive: true, force: true }) };
}
