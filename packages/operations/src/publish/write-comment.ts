import type { GitHub, Written } from "@towpath/github";
import type { Result } from "@towpath/report";
import { renderComment } from "@towpath/report/comment";

/** What a comment is about. */
export interface CommentRequest {
  readonly result: Result;
  /** `owner/name`. */
  readonly repository: string;
  /** GitHub's pages, without a slash at the end. */
  readonly serverUrl: string;
  readonly pullRequest: { readonly number: number; readonly head: string };
  /** The folder that places are relative to, from the repository's root, with `/`; empty for the root. */
  readonly folder: string;
  /** Tells it from comments of other runs with the same verb, such as the workflow and its job. */
  readonly key: string;
}

/**
 * Says the result in the pull request's comment, the one of the last run where there is one. Where there is nothing to say,
 * none is made.
 */
export async function writeComment(github: GitHub, request: CommentRequest): Promise<Written<undefined>> {
  const { pullRequest, result, key, repository, serverUrl, folder } = request;
  const facts = { repository, sha: pullRequest.head, server: serverUrl, folder };
  const { marker, body } = renderComment(result, { ...facts, key, whole: "in the file that the output report names" });
  const written = await github.stickyComment(pullRequest.number, {
    marker,
    body,
    isCreated: hasSomethingToSay(result),
  });
  return written.isWritten ? { isWritten: true, value: undefined } : written;
}

function hasSomethingToSay({ status, findings, sections }: Result): boolean {
  const isChanging = sections.some((section) => section.kind === "changes" && section.changes.length > 0);
  return status !== "ok" || findings.length > 0 || isChanging;
}
