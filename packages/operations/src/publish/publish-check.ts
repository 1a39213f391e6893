import { type Effects, errorMessage, isAbort, TowpathError } from "@towpath/core";
import { type GitHub, GitHubError, openGitHub, type Refusal, type Written } from "@towpath/github";
import type { Published, PublishRequest } from "./publish-request.ts";
import { writeCheckRun } from "./write-check-run.ts";
import { writeComment } from "./write-comment.ts";
import { writeSuggestions } from "./write-suggestions.ts";

/** A check that is done waits no longer than this for GitHub to hear of it. */
const BUDGET = { requests: 100, waitMs: 20_000, requestMs: 10_000, totalMs: 40_000 };

/** One place on GitHub: what it is called, and the writing of it, which may have something to say. */
type Writer = (
  github: GitHub,
  request: PublishRequest,
  effects: Effects,
) => Promise<Written<string | undefined> | undefined>;

/**
 * Shows a result on GitHub: in the pull request's one comment, as a check run, as suggested changes, in code scanning. What
 * GitHub does not take or does not answer is said, and changes nothing of the result.
 *
 * @throws the signal's reason when the run is cancelled
 */
export async function publishCheck(request: PublishRequest, effects: Effects): Promise<Published> {
  const { wanted, pullRequest } = request;
  const writers: readonly (readonly [string, Writer])[] = [
    ...(wanted.comment && pullRequest ? [["comment", writeComment] as const] : []),
    ...(wanted.suggestions && pullRequest ? [["suggested change", writeSuggestions] as const] : []),
    ...(wanted.checkRun ? [["check run", writeCheckRun] as const] : []),
    ...(wanted.codeScanning ? [["report for code scanning", uploadSarif] as const] : []),
  ];
  if (writers.length === 0) return { notices: [], warnings: [] };
  const notices: string[] = [];
  const warnings: string[] = [];
  const refused: { readonly what: string; readonly refusal: Refusal }[] = [];
  let github: GitHub | undefined;
  let isDown = false;
  for (const [what, write] of writers) {
    if (isDown) {
      warnings.push(`There is no ${what}: GitHub was not asked any more.`);
      continue;
    }
    try {
      github ??= open(request, effects);
      const written = await write(github, request, effects);
      if (written?.isWritten === false) refused.push({ what, refusal: written.refusal });
      else if (written?.value !== undefined) notices.push(written.value);
    } catch (error) {
      if (effects.signal.aborted && isAbort(error, effects.signal)) throw error;
      isDown = error instanceof GitHubError && error.kind === "fault";
      warnings.push(`There is no ${what}: ${reasonOf(error)} The verdict stands without it.`);
    }
  }
  return { notices: [...notices, ...refusals(refused)], warnings };
}

function open({ apiUrl, token, repository }: PublishRequest, effects: Effects): GitHub {
  const [owner = "", name = ""] = repository.split("/");
  return openGitHub({ apiUrl, token, repository: { owner, name }, effects, budget: BUDGET });
}

const uploadSarif: Writer = async (github, { result, folder, commit, ref }) => {
  const [{ renderSarif }, { describedRules }] = await Promise.all([
    import("@towpath/report/sarif"),
    import("../reporting/described-rules.ts"),
  ]);
  const { text, notices } = renderSarif(result, { folder, rules: await describedRules(result) });
  const written = await github.uploadSarif({ commit, ref, sarif: text, toolName: "towpath" });
  return written.isWritten ? { isWritten: true, value: notices.join(" ") || undefined } : written;
};

/** One line for all that a token may not do, with what would let it. */
function refusals(refused: readonly { readonly what: string; readonly refusal: Refusal }[]): readonly string[] {
  if (refused.length === 0) return [];
  const what = refused.map((one) => one.what).join(", no ");
  const cures = [...new Set(refused.map(({ refusal }) => refusal.hint))].join(" ");
  return [
    `There is no ${what}: GitHub does not let this token write it. The annotations and the summary have everything. ${cures}`,
  ];
}

function reasonOf(error: unknown): string {
  const text = error instanceof TowpathError && error.hint ? `${error.message} ${error.hint}` : errorMessage(error);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
