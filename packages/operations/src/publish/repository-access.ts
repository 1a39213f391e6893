import type { Effects, Secret } from "@towpath/core";
import { type GitHub, type GitHubBudget, openGitHub } from "@towpath/github";

/** A repository on GitHub, and as whom it is met. */
export interface RepositoryAccess {
  /** The REST API, without a slash at its end. */
  readonly apiUrl: string;
  /** `owner/name`. */
  readonly repository: string;
  readonly token: Secret;
}

/**
 * Opens it. Nothing is asked yet.
 *
 * @throws {GitHubError} for an address, a token or a name that cannot be used
 */
export function openRepository(
  { apiUrl, token, repository }: RepositoryAccess,
  effects: Effects,
  budget: Partial<GitHubBudget>,
): GitHub {
  const [owner = "", name = ""] = repository.split("/");
  return openGitHub({ apiUrl, token, repository: { owner, name }, effects, budget });
}
