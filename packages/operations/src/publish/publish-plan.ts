import type { Effects } from "@towpath/core";
import type { GitHub, Written } from "@towpath/github";
import type { Result } from "@towpath/report";
import { renderCheckRun } from "@towpath/report/check-run";
import type { EnvironmentPlan, PlanAllData } from "../verbs/plan-all.ts";
import { publishAll, type WriteAccess, type Writer } from "./publish-all.ts";
import type { Published } from "./publish-request.ts";
import { planId, type ShownPlan, writePlans } from "./shown-plan.ts";
import { type CommentRequest, writeComment } from "./write-comment.ts";

/** What the check run is called by which a merged pull request's plans are found again. */
export const PLAN_CHECK = "Towpath plan";

/** Plans, and the pull request whose head shows them. The key is the same for every run of one job: the latest run counts. */
export interface PlanRequest extends WriteAccess, CommentRequest {
  readonly result: Result<PlanAllData | null>;
  /** Another one for each run of the job. */
  readonly runId: string;
  /** Findings are reported and block nothing. */
  readonly isTolerant?: boolean | undefined;
  readonly wanted: { readonly comment: boolean; readonly checkRun: boolean };
}

/**
 * Shows plans in the pull request's comment, changed in place by every run, and as a check run at its head. The check run keeps
 * what stands for their changes: whoever provisions after the merge carries out nothing else. Only plans that change something
 * and looked at what is there are kept.
 *
 * @throws the signal's reason when the run is cancelled
 */
export async function publishPlan(request: PlanRequest, effects: Effects): Promise<Published> {
  const { result, wanted } = request;
  if (result.status === "interrupted") return { notices: [], warnings: [] };
  const writers: readonly (Writer | false)[] = [
    wanted.comment && { what: "comment", write: (github) => writeComment(github, request) },
    wanted.checkRun && { what: `check run "${PLAN_CHECK}"`, write: (github) => writePlan(github, request) },
  ];
  return await publishAll(
    request,
    writers.filter((writer) => writer !== false),
    effects,
  );
}

async function writePlan(github: GitHub, request: PlanRequest): Promise<Written<string | undefined>> {
  const { result, repository, pullRequest, serverUrl, folder, key, runId, isTolerant } = request;
  const { head } = pullRequest;
  const { title, summary, batches, conclusion } = renderCheckRun(result, {
    repository,
    sha: head,
    server: serverUrl,
    folder,
    whole: "in the file that the output report names",
  });
  const plans = (result.data?.plans ?? []).flatMap(shownPlan);
  const { text, digest, isWhole } = writePlans({ key, plans });
  const written = await github.createCheckRun({
    name: PLAN_CHECK,
    commit: head,
    externalId: planId(digest, `${key} ${runId}`),
    conclusion: isTolerant && result.status === "failed" ? "neutral" : conclusion,
    output: { title, summary, text, annotations: batches.flat() },
  });
  if (!written.isWritten) return written;
  const tooMany = `The check run "${PLAN_CHECK}" does not hold ${plans.length} plans: merging approves none of them. Plan fewer services in one job.`;
  return { isWritten: true, value: isWhole ? undefined : tooMany };
}

/** What is to be approved of a plan; nothing where nothing changes, or where nobody looked. */
function shownPlan({ service, environment, digest, hasChanges, offline, data }: EnvironmentPlan): readonly ShownPlan[] {
  if (service === null || environment === null || digest === null || hasChanges === false || offline !== null)
    return [];
  return [{ service, environment, changesDigest: digest, ...(data?.plan ? { inputs: data.plan.inputs } : {}) }];
}
