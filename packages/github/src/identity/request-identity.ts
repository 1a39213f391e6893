import { type Effects, isJsonObject, redactor, Secret } from "@towpath/core";
import { addressOf } from "../connection/address.ts";
import { type Exchanged, exchange } from "../connection/exchange.ts";
import { tokenOf } from "../connection/token.ts";
import { type GitHubError, githubError } from "../errors.ts";
import { cureOf, GITHUB_PERMISSIONS } from "../permissions.ts";

/** Where a job asks who it is: what its runner sets in `ACTIONS_ID_TOKEN_REQUEST_URL` and `ACTIONS_ID_TOKEN_REQUEST_TOKEN`. */
export interface IdentitySource {
  readonly url: string;
  readonly token: Secret;
}

const TRIES = 4;
/** Milliseconds for one answer. */
const LIMIT_MS = 10_000;

/** Where a job asks who it is; undefined outside of a job, and for a job that may not. */
export function identitySource(variables: Readonly<Record<string, string | undefined>>): IdentitySource | undefined {
  const url = variables["ACTIONS_ID_TOKEN_REQUEST_URL"] ?? "";
  const token = variables["ACTIONS_ID_TOKEN_REQUEST_TOKEN"] ?? "";
  return url === "" || token === "" ? undefined : { url, token: new Secret(token) };
}

/**
 * A token that says who the job is, signed by GitHub: a JSON Web Token that is good for minutes, and a secret. GitHub's
 * documentation, "OpenID Connect reference".
 *
 * @param audience for whom it is: `sigstore`, a cloud's address
 * @param limitMs milliseconds for one answer; four are waited for
 * @throws {GitHubError} `github/no-identity` without a source or where it is refused, `github/address`, `github/token`, and
 *   what else comes of a server that does not answer
 */
export async function requestIdentity(
  source: IdentitySource | undefined,
  audience: string,
  effects: Pick<Effects, "clock" | "fetch" | "signal">,
  limitMs: number = LIMIT_MS,
): Promise<Secret> {
  if (!source) throw noIdentity("This run cannot ask GitHub who it is.");
  addressOf(source.url); // nothing but https, unless it is this machine
  const url = new URL(source.url);
  url.searchParams.set("audience", audience);
  const token = tokenOf(source.token);
  const redact = redactor([token]);
  const request = {
    url: url.href,
    method: "GET",
    headers: { accept: "application/json", authorization: `Bearer ${token.reveal()}`, "user-agent": "towpath" },
    body: undefined,
    limitMs,
  };
  for (let tries = 1; ; tries++) {
    const ended = await exchange(request, effects);
    const isOver = ended.isAnswered && ended.status < 500 && ended.status !== 429;
    if (isOver) return identityIn(ended);
    if (tries >= TRIES) throw unanswered(ended, redact);
    await effects.clock.sleep(1000 * 2 ** (tries - 1), effects.signal);
  }
}

function identityIn({ status, body }: Extract<Exchanged, { isAnswered: true }>): Secret {
  if (status >= 300) throw noIdentity(`GitHub does not say who this run is: it answers with status ${status}.`);
  const value = isJsonObject(body) ? body["value"] : undefined;
  if (typeof value === "string" && /^[\w-]+\.[\w-]+\.[\w-]+$/.test(value)) return new Secret(value);
  throw githubError({
    code: "github/answer",
    kind: "fault",
    message: "GitHub's answer about who this run is holds no token.",
    hint: "Look whether a proxy changes what GitHub says, and run it again.",
  });
}

function noIdentity(message: string): GitHubError {
  return githubError({ code: "github/no-identity", message, hint: cureOf(GITHUB_PERMISSIONS.requestIdentity) });
}

function unanswered(ended: Exchanged, redact: (text: string) => string): GitHubError {
  const why = ended.isAnswered ? `GitHub answers with status ${ended.status}.` : redact(ended.why);
  return githubError({
    code: ended.isAnswered ? "github/unavailable" : ended.code,
    kind: "fault",
    message: `Who this run is: ${why} Tried ${TRIES} times.`,
    hint: "Look at githubstatus.com and at the network, and run it again.",
  });
}
