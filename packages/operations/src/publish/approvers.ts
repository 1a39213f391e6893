import type { Effects, Secret } from "@towpath/core";
import { openGitHub, type Review } from "@towpath/github";

/** Which pull request is asked about. */
export interface ApprovalRequest {
  /** The REST API, without a slash at its end. */
  readonly apiUrl: string;
  /** `owner/name`. */
  readonly repository: string;
  readonly token: Secret;
  readonly number: number;
  /**
   * What was checked: an approval of an earlier commit does not cover what came later. What the pull request proposes by now
   * when absent.
   */
  readonly head?: string | undefined;
}

/** A check waits no longer than this to hear who approved. */
const BUDGET = { requests: 20, waitMs: 10_000, requestMs: 10_000, totalMs: 20_000 };

/**
 * The accounts whose approving review covers what a pull request proposes.
 *
 * @throws {GitHubError} where GitHub does not say: then nobody is known to have approved
 */
export async function approversOf(request: ApprovalRequest, effects: Effects): Promise<readonly string[]> {
  const { apiUrl, token, number } = request;
  const [owner = "", name = ""] = request.repository.split("/");
  const github = openGitHub({ apiUrl, token, repository: { owner, name }, effects, budget: BUDGET });
  const head = request.head ?? (await github.pullRequest(number)).head.sha;
  return approving(await github.reviewsOf(number), head);
}

/** States in which a review takes a stand: a comment leaves the one before as it is. */
const STANDS = new Set(["APPROVED", "CHANGES_REQUESTED", "DISMISSED"]);

/**
 * Who approves a commit: whose last stand is an approval of that very commit.
 *
 * @param reviews as GitHub lists them, the oldest first
 */
export function approving(reviews: readonly Review[], head: string): readonly string[] {
  const last = new Map<string, Review>();
  for (const review of reviews)
    if (review.author !== undefined && STANDS.has(review.state)) last.set(review.author, review);
  return [...last].flatMap(([author, { state, commit }]) => (state === "APPROVED" && commit === head ? [author] : []));
}
