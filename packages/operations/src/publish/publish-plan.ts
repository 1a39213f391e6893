import type { Effects } from "@towpath/core";
import type { GitHub, Written } from "@towpath/github";
import type { Result } from "@towpath/report";
import { renderCheckRun } from "@towpath/report/check-run";
import type { EnvironmentPlan, PlanAllData } from "../verbs/plan-all.ts";
import { publishAll } from "./publish-all.ts";
import type { Published } from "./publish-request.ts";
import type { RepositoryAccess } from "./repository-access.ts";
import { planId, type ShownPlan, writePlans } from "./shown-plan.ts";

/** What the check run is called by which a merged pull request's plans are found again. */
export const PLAN_CHECK = "Towpath plan";

/** Plans, and the commit that shows them. */
export interface PlanRequest extends RepositoryAccess {
  readonly result: Result<PlanAllData | null>;
  /** GitHub's pages, without a slash at the end. */
  readonly serverUrl: string;
  /** The pull request's head, whole: not the merge that was checked out. */
  readonly head: string;
  /** The folder that places are relative to, from the repository's root, with `/`; empty for the root. */
  readonly folder: string;
  /** The same for every run of one job, such as the workflow and the job: a later run takes the place of an earlier one. */
  readonly key: string;
  /** Another one for each run of it. */
  readonly runId: string;
  /** Findings are reported and block nothing. */
  readonly isTolerant?: boolean | undefined;
}

/**
 * Shows plans as a check run at a pull request's head, and keeps in it what stands for their changes: whoever provisions after
 * the merge carries out nothing else. Only plans that change something and looked at what is there are kept.
 *
 * @throws the signal's reason when the run is cancelled
 */
export async function publishPlan(request: PlanRequest, effects: Effects): Promise<Published> {
  if (request.result.status === "interrupted") return { notices: [], warnings: [] };
  return await publishAll(
    request,
    [{ what: `check run "${PLAN_CHECK}"`, write: (github) => writePlan(github, request) }],
    effects,
  );
}

async function writePlan(github: GitHub, request: PlanRequest): Promise<Written<string | undefined>> {
  const { result, repository, head, serverUrl, folder, key, runId, isTolerant } = request;
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
