import { Secret } from "@towpath/core";
import { githubError } from "../errors.ts";

/**
 * A token that fits into a header. What does not would be quoted in full by the error that `fetch` throws.
 *
 * @throws {GitHubError} `github/token`
 */
export function tokenOf(token: Secret | string): Secret {
  const value = (typeof token === "string" ? token : token.reveal()).trim();
  if (/^[\x21-\x7e]+$/.test(value)) return new Secret(value);
  throw githubError({
    code: "github/token",
    message: value === "" ? "The token for GitHub is empty." : "The token for GitHub has characters that no token has.",
    hint: "Pass the token as GitHub gives it, such as ${{ github.token }}.",
  });
}
