import { githubError } from "../errors.ts";

/** Where GitHub's REST API is, without a slash at its end. */
export interface Address {
  readonly origin: string;
  /** "" for github.com, "/api/v3" for a server of one's own. */
  readonly base: string;
  /** GraphQL is beside REST: `/graphql` for github.com, `/api/graphql` for a server. */
  readonly graphql: string;
}

/**
 * Reads the address of the REST API, as `GITHUB_API_URL` has it.
 *
 * @throws {GitHubError} `github/address` for what is no address, and for one that would carry the token in clear text
 */
export function addressOf(apiUrl: string): Address {
  const url = URL.parse(apiUrl);
  if (!url || (url.protocol !== "https:" && url.protocol !== "http:"))
    throw githubError({
      code: "github/address",
      message: "The address of GitHub's API is no http address.",
      hint: "Use https://api.github.com, or https://HOST/api/v3 for a GitHub server of your own.",
    });
  if (url.protocol === "http:" && !isThisMachine(url.hostname))
    throw githubError({
      code: "github/address",
      message: `GitHub's API at ${url.host} is not addressed by https: the token would travel in clear text.`,
      hint: "Use an address that begins with https://.",
    });
  const base = url.pathname.replace(/\/+$/, "");
  return { origin: url.origin, base, graphql: `${base.replace(/\/v3$/, "")}/graphql` };
}

function isThisMachine(host: string): boolean {
  return host === "localhost" || host === "[::1]" || /^127(?:\.\d{1,3}){3}$/.test(host);
}
