import type { Effects } from "@towpath/core";
import type { CommitPull, GitHub, ListedCheckRun } from "@towpath/github";
import { PLAN_CHECK } from "./publish-plan.ts";
import { openRepository, type RepositoryAccess } from "./repository-access.ts";
import { readPlans, type ShownPlan } from "./shown-plan.ts";

/** Which merge is asked about. */
export interface MergedPlanRequest extends RepositoryAccess {
  /** The commit that was pushed, whole. */
  readonly commit: string;
  /** The branch that it was pushed to, without `refs/heads/`; any when absent. */
  readonly branch?: string | undefined;
}

/** What a merged pull request showed before it was merged. */
export type MergedPlan =
  | {
      readonly isFound: true;
      /** Number of the pull request. */
      readonly pull: number;
      /** Its head when it was merged. */
      readonly head: string;
      /** Plans with changes. None: what it showed changes nothing. */
      readonly plans: readonly ShownPlan[];
    }
  /** Nothing was approved by merging: why, and what to do, as sentences. */
  | { readonly isFound: false; readonly why: string; readonly todo: string };

const TRIES = 3;
const BETWEEN_MS = 2_000;
const BUDGET = { requests: 30, waitMs: 60_000, requestMs: 10_000, totalMs: 120_000 };

/**
 * The plans that the pull request showed by whose merge a commit came to be. They are read from check runs at the pull
 * request's head that the same app made which asks now, and from nowhere else: a comment everybody can write.
 *
 * @throws {GitHubError} where GitHub does not say: then nothing is known to be approved
 */
export async function planOfMergedPull(request: MergedPlanRequest, effects: Effects): Promise<MergedPlan> {
  const { commit } = request;
  const github = openRepository(request, effects, BUDGET);
  const [pull, second] = await mergesOf(github, request, effects);
  if (!pull || second)
    return {
      isFound: false,
      why: `${commit.slice(0, 12)} is ${second ? "the merge of more than one pull request" : "no merge of a pull request"}: nobody saw a plan for it.`,
      todo: "Change the branch by a pull request whose checks plan it, or name the approved digest.",
    };
  const shown = await shownAt(github, pull.head.sha);
  if (shown) return { isFound: true, pull: pull.number, head: pull.head.sha, plans: shown };
  return {
    isFound: false,
    why: `Pull request #${pull.number} showed no plan at ${pull.head.sha.slice(0, 12)}, its head when it was merged.`,
    todo: "Let its checks run the plan with `checks: write`, which one from a fork never has, and with a token of the same app as here; or name the approved digest.",
  };
}

/** GitHub links a commit to its pull request a moment after the push. */
async function mergesOf(github: GitHub, request: MergedPlanRequest, effects: Effects): Promise<readonly CommitPull[]> {
  for (let tries = 1; ; tries++) {
    const found = (await github.pullsOf(request.commit)).filter((pull) => isMergeOf(pull, request));
    if (found.length > 0 || tries >= TRIES) return found;
    await effects.clock.sleep(BETWEEN_MS, effects.signal);
  }
}

function isMergeOf(pull: CommitPull, { commit, branch, repository }: MergedPlanRequest): boolean {
  const isHere = pull.base.repository?.toLowerCase() === repository.toLowerCase();
  return pull.isMerged && pull.mergeCommit === commit && isHere && (branch ?? pull.base.ref) === pull.base.ref;
}

/** The plans of every job that planned, each by its last run; undefined where none did. */
async function shownAt(github: GitHub, head: string): Promise<readonly ShownPlan[] | undefined> {
  const runs = await github.checkRunsOf(head, PLAN_CHECK);
  if (runs.length === 0) return undefined;
  const mine = await github.viewer();
  const last = new Map<string, readonly ShownPlan[]>();
  for (const run of [...runs].sort((a, b) => a.id - b.id)) {
    const shown = isOurs(run, head, mine) ? readPlans(run.text, run.externalId) : undefined;
    if (shown) last.set(shown.key, shown.plans);
  }
  return last.size === 0 ? undefined : [...last.values()].flat();
}

/** Made by the app whose token this is: its login is `APP[bot]`. */
function isOurs(run: ListedCheckRun, head: string, mine: string): boolean {
  return run.name === PLAN_CHECK && run.commit === head && run.app !== undefined && `${run.app}[bot]` === mine;
}
