import { type Effects, errorMessage } from "@towpath/core";
import { type CoverageBase, coverageOf } from "@towpath/delivery";
import type { StateStore } from "@towpath/provisioning";
import { askGit, commitOf } from "../trust/git/commit-of.ts";

/** How far back a commit is looked for whose tests were recorded: not every commit runs them. */
const FARTHEST = 100;

/**
 * What the coverage of a run is held against: the last recorded commit that the checkout goes back to, from where it left its
 * base, or before its own commit where it is on its base.
 *
 * @param base a revision; the branch that origin has as its own when absent, where there is one
 * @param proposedFor the commit of a proposal's base, which comes before that where the checkout has it
 * @param folder the service's
 * @throws {OperationError} `operation/base-revision` for a base that was named and is none
 */
export async function coverageBase(
  {
    service,
    folder,
    base,
    proposedFor,
  }: {
    readonly service: string;
    readonly folder: string;
    readonly base: string | undefined;
    readonly proposedFor?: string | undefined;
  },
  state: StateStore,
  effects: Effects,
): Promise<CoverageBase> {
  const inFolder = { ...effects, folder };
  const named = base === undefined ? undefined : await commitOf(base, inFolder);
  try {
    const known = async (revision: string) => commitOf(revision, inFolder).catch(() => undefined);
    const proposed = named === undefined && proposedFor !== undefined ? await known(proposedFor) : undefined;
    const start = named ?? proposed ?? (await known("origin/HEAD"));
    const commits = await commitsFrom(start, inFolder);
    for (const commit of commits) {
      const coverage = await coverageOf(state, service, commit);
      if (coverage) return { commit, coverage };
    }
    const [first] = commits;
    return first === undefined
      ? { unknown: "there is no commit before this one here" }
      : { commit: first, unknown: `none is recorded of ${first.slice(0, 12)} or before it` };
  } catch (error) {
    effects.signal.throwIfAborted();
    return { commit: named, unknown: errorMessage(error).replace(/\.+$/, "") };
  }
}

/** The commits that a run may be held against, the nearest first: of one line of history. */
async function commitsFrom(start: string | undefined, effects: Effects): Promise<readonly string[]> {
  const head = (await askGit(["rev-parse", "HEAD"], effects)).trim();
  const left = start === undefined ? head : (await askGit(["merge-base", start, "HEAD"], effects)).trim() || start;
  const words = ["rev-list", "--first-parent", `--max-count=${FARTHEST}`, "--end-of-options", left];
  const commits = (await askGit(words, effects)).split("\n").filter(Boolean);
  // What is changed and not committed starts from the commit itself.
  return left === head && (await isClean(effects)) ? commits.slice(1) : commits;
}

/** The commit that the folder's files are of, where nothing in its repository is changed. */
export async function cleanCommit(folder: string, effects: Effects): Promise<string | undefined> {
  const inFolder = { ...effects, folder };
  try {
    return (await isClean(inFolder)) ? await commitOf("HEAD", inFolder) : undefined;
  } catch {
    effects.signal.throwIfAborted();
    return undefined;
  }
}

/** Whether every file that git follows is as it was committed: what a test writes beside them does not count. */
async function isClean(effects: Effects): Promise<boolean> {
  const words = ["status", "--porcelain", "--untracked-files=no", "--ignore-submodules=dirty"];
  return (await askGit(words, effects)).trim() === "";
}
