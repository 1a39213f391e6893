import type { Job, Outcome, Proposal } from "@towpath/action-kit";
import type { Effects, Secret } from "@towpath/core";
import type { CheckInput } from "./inputs.ts";

/** What is shown on GitHub beside the run itself. */
export interface Publishing {
  readonly input: CheckInput;
  readonly result: Outcome["result"];
  readonly isTolerant: boolean;
  readonly proposal: Proposal | undefined;
  readonly token: Secret | undefined;
}

/** Shows a result where the workflow asked for it. What talks to GitHub is loaded only then. */
export async function publish(
  { input, result, isTolerant, proposal, token }: Publishing,
  effects: Effects,
  { run, folderInRepository }: Job,
): Promise<Pick<Outcome, "warnings" | "outputs">> {
  const pullRequest =
    proposal?.kind === "pull-request" ? { number: proposal.number, head: proposal.head.sha } : undefined;
  const wanted = {
    comment: input.comment && pullRequest !== undefined,
    suggestions: input.suggestions && pullRequest !== undefined,
    checkRun: input.checkRun,
    codeScanning: input.codeScanning,
  };
  if (result.status === "interrupted" || !Object.values(wanted).includes(true)) return {};
  if (!token || run.repository === "") {
    effects.events({ type: "notice", message: "Nothing is written on GitHub: the input token is empty." });
    return {};
  }
  const { publishCheck } = await import("@towpath/operations/publish");
  const { notices, warnings } = await publishCheck(
    {
      ...run,
      result,
      isTolerant,
      token,
      pullRequest,
      isFromFork: proposal?.kind === "pull-request" && proposal.isFromFork && run.event === "pull_request",
      folder: folderInRepository,
      key: `${run.workflow}/${run.job}`,
      runId: `${run.id}-${run.attempt}`,
      wanted,
    },
    effects,
  );
  for (const message of notices) effects.events({ type: "notice", message });
  return { warnings };
}
