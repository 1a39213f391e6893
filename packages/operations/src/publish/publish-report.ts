import type { Effects } from "@towpath/core";
import { publishAll } from "./publish-all.ts";
import type { Published } from "./publish-request.ts";
import type { RepositoryAccess } from "./repository-access.ts";
import { type CommentRequest, writeComment } from "./write-comment.ts";

/** A result, and the pull request that is to show it in a comment of its own. */
export interface ReportRequest extends RepositoryAccess, CommentRequest {}

/**
 * Shows a result in a pull request's comment, whatever command it is of: each command has one there for each key, changed in
 * place by every run.
 *
 * @throws the signal's reason when the run is cancelled
 */
export async function publishReport(request: ReportRequest, effects: Effects): Promise<Published> {
  if (request.result.status === "interrupted") return { notices: [], warnings: [] };
  return await publishAll(request, [{ what: "comment", write: (github) => writeComment(github, request) }], effects);
}
