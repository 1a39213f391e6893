import { isJsonObject, type Json, own } from "@towpath/core";
import { type GitHubError, type GitHubErrorCode, githubError } from "../errors.ts";
import type { Exchanged } from "./exchange.ts";

type Answered = Extract<Exchanged, { isAnswered: true }>;

/** What GitHub says about a failure in words, its details included. Untrusted text, cut where nobody reads on. */
export function messageOf({ status, body }: Answered): string {
  if (!isJsonObject(body) || typeof body["message"] !== "string") return `Status ${status}.`;
  const details = Array.isArray(body["errors"]) ? body["errors"].map(detailOf).filter((text) => text !== "") : [];
  return [body["message"], ...details].join("; ").replace(/\s+/g, " ").slice(0, 1000);
}

function detailOf(detail: Json): string {
  if (typeof detail === "string") return detail;
  if (!isJsonObject(detail)) return "";
  const { message, resource, field, code } = detail;
  return typeof message === "string"
    ? message
    : [resource, field, code].filter((one) => typeof one === "string").join(" ");
}

const STATUS_OF: Readonly<Record<string, number>> = {
  FORBIDDEN: 403,
  INSUFFICIENT_SCOPES: 403,
  NOT_FOUND: 404,
  RATE_LIMITED: 429,
};

/**
 * The failure that an answer in GraphQL tells of, as the rest of the API would have it: its own status is 200, whatever went
 * wrong. Undefined where it tells of none.
 */
export function graphqlFailure(body: Json | undefined): Answered | undefined {
  const errors = isJsonObject(body) && Array.isArray(body["errors"]) ? body["errors"] : [];
  const [first, ...more] = errors;
  if (first === undefined) return undefined;
  const type = isJsonObject(first) ? first["type"] : undefined;
  const status = (typeof type === "string" ? own(STATUS_OF, type) : undefined) ?? 422;
  return { isAnswered: true, status, headers: new Headers(), body: { message: detailOf(first), errors: more } };
}

/** The error for an answer that is neither what was asked for nor a refusal that one can live with. */
export function failureOf(question: { readonly what: string }, answer: Answered, message: string): GitHubError {
  const { code, kind, hint } = meaningOf(answer.status, message);
  return githubError({ code, kind, message: `${question.what}: GitHub says "${message}" (${answer.status}).`, hint });
}

function meaningOf(
  status: number,
  message: string,
): { readonly code: GitHubErrorCode; readonly kind: "user" | "fault"; readonly hint: string } {
  if (status === 401)
    return { code: "github/token", kind: "user", hint: "The token is wrong or has expired: pass another one." };
  if (status === 429)
    return { code: "github/rate-limit", kind: "fault", hint: "Run it again later, or look what else uses the token." };
  if (status === 403)
    return {
      code: "github/forbidden",
      kind: "user",
      hint: /SAML|SSO/.test(message)
        ? "Authorize the token for the organization's single sign-on."
        : "Look what the token may do, and what the organization allows.",
    };
  if (status === 404 || (status === 422 && message.startsWith("No commit found")))
    return {
      code: "github/not-found",
      kind: "user",
      hint: "Look at the name. What a token may not see GitHub calls not found, too.",
    };
  if (status < 400)
    return {
      code: "github/redirected",
      kind: "user",
      hint: "The repository was renamed, or the address is not GitHub's: use the new one. The token is sent to no other host.",
    };
  return {
    code: "github/refused",
    kind: "fault",
    hint: "The request is not one that GitHub takes; the text above says why.",
  };
}
