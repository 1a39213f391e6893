import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Json, JsonObject } from "@towpath/core";
import type { Account } from "./accounts.ts";
import { type ComparedFile, compare } from "./compare.ts";
import { commitOf, type FileChanges, git, writeCommit } from "./git-folder.ts";

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
  readonly state: "open" | "closed";
  readonly isDraft: boolean;
  readonly files: readonly ComparedFile[];
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
  /** Changes files on a branch, made from `from` where it is new. Gives the commit. */
  commit(
    branch: string,
    files: FileChanges,
    options?: { readonly from?: string; readonly message?: string },
  ): Promise<string>;
  openPull(pull: PullSketch): Promise<KeptPull>;
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
): Promise<{ readonly repository: LoopbackRepository; readonly remove: () => void }> {
  const made = sketch.folder === undefined ? mkdtempSync(join(tmpdir(), "towpath-github-")) : undefined;
  const folder = sketch.folder ?? made ?? "";
  if (made !== undefined) await git(folder, "init", "--quiet", "--bare", "--template=", "--initial-branch=main", ".");
  const pulls: KeptPull[] = [];
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
    commit: async (branch, files, { from, message = "Change files" } = {}) => {
      const last = (await commitOf(folder, `refs/heads/${branch}`)) ?? (from && (await commitOf(folder, from)));
      return await writeCommit(folder, branch, files, { from: last || undefined, message });
    },
    openPull: async (pull) => {
      const { base = "main", head } = pull;
      const [from, to] = [await commitOf(folder, base), await commitOf(folder, head)];
      if (!from || !to) throw new Error(`There is no ${from ? head : base} in ${folder}.`);
      const opened: KeptPull = {
        number: pull.number ?? pulls.length + 1,
        title: pull.title ?? "Change things",
        account: { login: pull.login ?? "anna", type: "User" },
        base: { ref: base, sha: from },
        head: { ref: head, sha: to },
        headRepository: pull.fork === undefined ? `${repository.owner}/${repository.name}` : pull.fork,
        isLocked: pull.isLocked ?? false,
        state: pull.state ?? "open",
        isDraft: pull.isDraft ?? false,
        files: pull.files ?? (await compare(folder, from, to)),
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
