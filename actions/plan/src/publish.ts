import type { Job, Outcome, Proposal } from "@towpath/action-kit";
import type { Effects, Secret } from "@towpath/core";
import type { PlanAllData } from "@towpath/operations/plan-all";
import type { PlanInput } from "./inputs.ts";

/** What is shown on GitHub beside the run itself. */
export interface Publishing {
  readonly input: PlanInput;
  readonly result: Outcome["result"] & { readonly data: PlanAllData | null };
  readonly isTolerant: boolean;
  readonly proposal: Proposal | undefined;
  readonly token: Secret | undefined;
}

/** Shows plans in the pull request, where the workflow asked for it. What talks to GitHub is loaded only then. */
export async function publish(
  { input, result, isTolerant, proposal, token }: Publishing,
  effects: Effects,
  { run, folderInRepository }: Job,
): Promise<readonly string[]> {
  if (result.status === "interrupted" || proposal?.kind !== "pull-request") return [];
  if (!input.comment && !input.checkRun) return [];
  if (!token || run.repository === "") {
    effects.events({ type: "notice", message: "Nothing is written on GitHub: the input token is empty." });
    return [];
  }
  const { publishPlan } = await import("@towpath/operations/publish");
  const { notices, warnings } = await publishPlan(
    {
      apiUrl: run.apiUrl,
      serverUrl: run.serverUrl,
      repository: run.repository,
      token,
      result,
      isTolerant,
      isFromFork: proposal.isFromFork && run.event === "pull_request",
      pullRequest: { number: proposal.number, head: proposal.head.sha },
      folder: folderInRepository,
      key: `${run.workflow}/${run.job}`,
      runId: `${run.id}-${run.attempt}`,
      wanted: { comment: input.comment, checkRun: input.checkRun },
    },
    effects,
  );
  for (const message of notices) effects.events({ type: "notice", message });
  return warnings;
}
