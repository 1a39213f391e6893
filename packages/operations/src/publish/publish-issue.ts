import type { Effects } from "@towpath/core";
import type { GitHub, Written } from "@towpath/github";
import type { Result } from "@towpath/report";
import { renderComment } from "@towpath/report/comment";
import { publishAll } from "./publish-all.ts";
import type { Published } from "./publish-request.ts";
import type { RepositoryAccess } from "./repository-access.ts";

/** What a repository is to be told of, as long as it is so. */
export interface IssueRequest extends RepositoryAccess {
  readonly result: Result;
  /** GitHub's pages, without a slash at the end. */
  readonly serverUrl: string;
  /** What was looked at, whole. */
  readonly commit: string;
  /** The folder that places are relative to, from the repository's root, with `/`; empty for the root. */
  readonly folder: string;
  /** The same for every run of one job, such as the workflow and the job: each has an issue of its own. */
  readonly key: string;
}

/**
 * Keeps one issue up to date: made when a result is not well, changed in place by every run, closed when one is well, opened
 * again when it comes back.
 *
 * @throws the signal's reason when the run is cancelled
 */
export async function publishIssue(request: IssueRequest, effects: Effects): Promise<Published> {
  if (request.result.status === "interrupted") return { notices: [], warnings: [] };
  return await publishAll(request, [{ what: "issue", write: (github) => writeIssue(github, request) }], effects);
}

async function writeIssue(github: GitHub, request: IssueRequest): Promise<Written<string | undefined>> {
  const { result, repository, serverUrl, commit, folder, key } = request;
  const { marker, body } = renderComment(result, {
    repository,
    sha: commit,
    server: serverUrl,
    folder,
    key,
    whole: "in the file that the output report names",
  });
  const written = await github.stickyIssue({
    marker,
    title: `Towpath ${result.verb}: ${result.summary}`,
    body,
    isOpen: result.status !== "ok",
  });
  return written.isWritten ? { isWritten: true, value: noticeOf(written.value) } : written;
}

function noticeOf(became: {
  readonly action: string;
  readonly issue?: { readonly number: number };
}): string | undefined {
  const { action, issue } = became;
  return issue === undefined || action === "unchanged" ? undefined : `Issue #${issue.number} was ${action}.`;
}
