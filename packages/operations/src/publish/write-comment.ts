import type { GitHub, Written } from "@towpath/github";
import { renderComment } from "@towpath/report/comment";
import type { PublishRequest } from "./publish-request.ts";

/**
 * Says the result in the pull request's comment, the one of the last run where there is one. Where there is nothing to say,
 * none is made.
 */
export async function writeComment(github: GitHub, request: PublishRequest): Promise<Written<undefined> | undefined> {
  const { pullRequest, result, key, repository, serverUrl, folder } = request;
  if (!pullRequest) return undefined;
  const facts = { repository, sha: pullRequest.head, server: serverUrl, folder };
  const { marker, body } = renderComment(result, { ...facts, key, whole: "in the file that the output report names" });
  const isCreated = result.status !== "ok" || result.findings.length > 0;
  const written = await github.stickyComment(pullRequest.number, { marker, body, isCreated });
  return written.isWritten ? { isWritten: true, value: undefined } : written;
}
