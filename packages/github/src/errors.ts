import { type ErrorFacts, TowpathError } from "@towpath/core";

/** Why a conversation with GitHub ended. Each code has a line in this package's README; codes are never reused. */
export type GitHubErrorCode =
  | "github/address"
  | "github/answer"
  | "github/budget"
  | "github/forbidden"
  | "github/no-identity"
  | "github/not-found"
  | "github/permission"
  | "github/rate-limit"
  | "github/redirected"
  | "github/refused"
  | "github/request"
  | "github/timeout"
  | "github/token"
  | "github/too-large"
  | "github/unavailable"
  | "github/unreachable";

/** What GitHub did not do, or did not answer. No message holds the token. */
export class GitHubError extends TowpathError<GitHubErrorCode> {
  override readonly name = "GitHubError";
}

/** A {@link GitHubError} from its facts. */
export function githubError(facts: ErrorFacts<GitHubErrorCode>): GitHubError {
  return new GitHubError(facts);
}

/** An argument that no request can be made of. */
export function requestError(message: string, hint: string): GitHubError {
  return githubError({ code: "github/request", message, hint });
}
