import type { GitHub, Written } from "@towpath/github";
import { renderCheckRun } from "@towpath/report/check-run";
import type { PublishRequest } from "./publish-request.ts";

/** Shows the result as a check run of its own, at the pull request's head. */
export async function writeCheckRun(github: GitHub, request: PublishRequest): Promise<Written<undefined>> {
  const { result, isTolerant, pullRequest, commit, repository, serverUrl, folder, key, runId } = request;
  const sha = pullRequest?.head ?? commit;
  const { title, summary, text, batches, conclusion } = renderCheckRun(result, {
    repository,
    sha,
    server: serverUrl,
    folder,
    whole: "in the file that the output report names",
  });
  const written = await github.createCheckRun({
    name: "Towpath",
    commit: sha,
    externalId: `${key} ${runId}`,
    conclusion: isTolerant && result.status === "failed" ? "neutral" : conclusion,
    output: { title, summary, text, annotations: batches.flat() },
  });
  return written.isWritten ? { isWritten: true, value: undefined } : written;
}
