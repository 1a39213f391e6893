import type { Job, Outcome } from "@towpath/action-kit";
import type { Effects, Secret } from "@towpath/core";

/** What the repository is told of. */
export interface Publishing {
  readonly result: Outcome["result"];
  readonly isWanted: boolean;
  readonly token: Secret | undefined;
}

/** Keeps the repository's one issue up to date. What talks to GitHub is loaded only then. */
export async function publish(
  { result, isWanted, token }: Publishing,
  effects: Effects,
  { run, folderInRepository }: Job,
): Promise<readonly string[]> {
  if (!isWanted || result.status === "interrupted") return [];
  if (!token || run.repository === "") {
    effects.events({ type: "notice", message: "There is no issue: the input token is empty." });
    return [];
  }
  const { publishIssue } = await import("@towpath/operations/publish");
  const { apiUrl, serverUrl, repository, commit } = run;
  const key = `${run.workflow}/${run.job}`;
  const { notices, warnings } = await publishIssue(
    { apiUrl, serverUrl, repository, token, result, commit, folder: folderInRepository, key },
    effects,
  );
  for (const message of notices) effects.events({ type: "notice", message });
  return warnings;
}
