import type { Effects } from "@towpath/core";
import type { GitHub, Written } from "@towpath/github";
import { publishAll, type Writer } from "./publish-all.ts";
import type { Published, PublishRequest } from "./publish-request.ts";
import { writeCheckRun } from "./write-check-run.ts";
import { writeComment } from "./write-comment.ts";
import { writeSuggestions } from "./write-suggestions.ts";

/**
 * Shows a result on GitHub: in the pull request's one comment, as a check run, as suggested changes, in code scanning. What
 * GitHub does not take or does not answer is said, and changes nothing of the result.
 *
 * @throws the signal's reason when the run is cancelled
 */
export async function publishCheck(request: PublishRequest, effects: Effects): Promise<Published> {
  const { wanted, pullRequest } = request;
  const writers: readonly (Writer | false)[] = [
    wanted.comment &&
      pullRequest !== undefined && {
        what: "comment",
        write: (github) => writeComment(github, { ...request, pullRequest }),
      },
    wanted.suggestions &&
      pullRequest !== undefined && {
        what: "suggested change",
        write: (github) => writeSuggestions(github, request, effects),
      },
    wanted.checkRun && { what: "check run", write: (github) => writeCheckRun(github, request) },
    wanted.codeScanning && { what: "report for code scanning", write: (github) => uploadSarif(github, request) },
  ];
  return await publishAll(
    request,
    writers.filter((writer) => writer !== false),
    effects,
  );
}

async function uploadSarif(
  github: GitHub,
  { result, folder, commit, ref }: PublishRequest,
): Promise<Written<string | undefined>> {
  const [{ renderSarif }, { describedRules }] = await Promise.all([
    import("@towpath/report/sarif"),
    import("../reporting/described-rules.ts"),
  ]);
  const { text, notices } = renderSarif(result, { folder, rules: await describedRules(result) });
  const written = await github.uploadSarif({ commit, ref, sarif: text, toolName: "towpath" });
  return written.isWritten ? { isWritten: true, value: notices.join(" ") || undefined } : written;
}
