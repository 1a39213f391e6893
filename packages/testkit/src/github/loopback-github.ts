import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Json, JsonObject } from "@towpath/core";
import { onLoopback } from "../servers/on-loopback.ts";
import { type Account, ALL_PERMISSIONS, type LoopbackToken } from "./accounts.ts";
import { answer, type Kept } from "./answer.ts";
import { faultOrders, type GitHubFault, type OrderedFault } from "./faults.ts";
import { type IdentityVariables, identities } from "./identity.ts";
import { type Manner, outgoing } from "./outgoing.ts";
import { people as peopleOf } from "./people.ts";
import { type LoopbackRepository, makeRepository, type RepositorySketch } from "./repository.ts";
import { type LoopbackTeam, problem } from "./route.ts";
import { bodyOf, send } from "./wire.ts";

/** A request that was made, and what it got. */
export interface LoggedRequest {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly body: Json | undefined;
  /** Who asked; undefined for a token that nobody has. */
  readonly login: string | undefined;
  /** Undefined where it got no answer. */
  readonly status: number | undefined;
  readonly fault: GitHubFault["kind"] | undefined;
}

/** A GitHub on this machine. */
export interface LoopbackGitHub extends AsyncDisposable {
  /** The address of its REST API, for `GITHUB_API_URL`. */
  readonly url: string;
  /** A workflow's own token, `github-actions[bot]`, with every permission. */
  readonly token: string;
  readonly requests: readonly LoggedRequest[];
  /** What did not match GitHub's description: requests, and answers of this server's. Closing it throws while there is any. */
  readonly violations: readonly string[];
  /** Gives the violations and forgets them, for a test that wants them. */
  takeViolations(): readonly string[];
  addRepository(sketch?: RepositorySketch): Promise<LoopbackRepository>;
  /** An account, and the addresses in commits that are its own. `ID+LOGIN@users.noreply.github.com` everybody has. */
  addAccount(account: Account, ...emails: readonly string[]): void;
  addTeam(team: {
    readonly org: string;
    readonly slug: string;
    readonly members: readonly string[];
    readonly pending?: readonly string[];
  }): void;
  /** A token with what differs from a workflow's own. */
  addToken(token?: Partial<LoopbackToken>): string;
  /** Ends a token, as GitHub does with a job's own when the job ends. */
  endToken(token: string): void;
  /** A job that may ask who it is. Gives the variables that its runner sets; the issuer is `URL/identity`. */
  addIdentity(claims: JsonObject): IdentityVariables;
  /** Lets requests go wrong, those that are still to come. */
  order(...faults: readonly OrderedFault[]): void;
  /** All goes right from now on. */
  clearFaults(): void;
  /** Ends it. @throws {Error} with the violations that nobody took */
  close(): Promise<void>;
}

/** What a server may differ in. */
export interface LoopbackOptions {
  /** Items of a page at most, whatever is asked for. 100 is GitHub's own. */
  readonly mostPerPage?: number;
  /** False: no `Link` header, as behind some proxies. */
  readonly hasLinks?: boolean;
  readonly now?: () => Date;
}

/** Starts a GitHub on 127.0.0.1. Everything that is asked and answered is held against GitHub's OpenAPI description. */
export async function loopbackGitHub(options: LoopbackOptions = {}): Promise<LoopbackGitHub> {
  const manner: Manner = { mostPerPage: 100, hasLinks: true, now: () => new Date(), ...options };
  const repositories: LoopbackRepository[] = [];
  const removals: (() => void)[] = [];
  const teams: LoopbackTeam[] = [];
  const tokens = new Map<string, LoopbackToken>();
  const requests: LoggedRequest[] = [];
  const violations: string[] = [];
  const orders = faultOrders();
  const identityOf = identities();
  const ending = new AbortController();
  let lastId = 1000;
  let lastToken = 0;
  let url = "";
  const people = peopleOf();
  const kept: Kept = { repositories, teams, people, violations, newId: () => ++lastId };

  const addToken: LoopbackGitHub["addToken"] = (token = {}) => {
    const name = `loopback-token-${++lastToken}-of-this-test`;
    const account = { login: "github-actions[bot]", type: "Bot" } as const;
    tokens.set(name, { account, kind: "installation", permissions: ALL_PERMISSIONS, ...token });
    return name;
  };
  const token = addToken();

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = "", url: path = "" } = request;
    const read = await bodyOf(request);
    const body = read === "unreadable" ? undefined : read.json;
    const { authorization = "" } = request.headers;
    const token = tokens.get(authorization.replace(/^(?:Bearer|token) /, ""));
    const ordered = orders.next(method, path);
    const fault = ordered?.fault;
    const isDone = !fault || ordered.isCarriedOut || !["answer", "hang", "reset"].includes(fault.kind);
    const hasUserAgent = request.headers["user-agent"] !== undefined;
    const incoming = { method, target: new URL(path, url), hasUserAgent, body, token };
    const unreadable = read === "unreadable" ? outgoing(problem(400, "Problems parsing JSON"), manner) : undefined;
    const identity = isDone ? identityOf.answer(incoming.target, authorization, manner.now()) : undefined;
    const sent = identity
      ? outgoing(identity, manner)
      : isDone
        ? (unreadable ?? (await answer(incoming, kept, manner)))
        : undefined;
    const status = statusOf(fault, sent?.status);
    requests.push({ method, path, body, login: token?.account.login, status, fault: fault?.kind });
    await send(response, sent, fault, ending.signal);
  };

  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => {
      if (ending.signal.aborted) return;
      violations.push(`${request.method} ${request.url}: this server failed: ${String(error)}`);
      response.destroy();
    });
  });
  const listening = await onLoopback(server);
  url = listening.url;

  const close = async (): Promise<void> => {
    ending.abort();
    await listening.close();
    for (const remove of removals) remove();
    if (violations.length > 0) throw new Error(`Not as GitHub describes its API:\n${violations.join("\n")}`);
  };

  return {
    url,
    token,
    requests,
    violations,
    takeViolations: () => violations.splice(0),
    addRepository: async (sketch = {}) => {
      const { repository, remove } = await makeRepository(sketch, people);
      repositories.push(repository);
      removals.push(remove);
      return repository;
    },
    addAccount: (account, ...emails) => people.add(account, ...emails),
    addTeam: (team) => teams.push({ pending: [], ...team }),
    addToken,
    endToken: (token) => tokens.delete(token),
    addIdentity: (claims) => identityOf.add(claims, url),
    order: orders.order,
    clearFaults: orders.clear,
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** What the client is told; nothing where it is told nothing. */
function statusOf(fault: GitHubFault | undefined, answered: number | undefined): number | undefined {
  if (fault?.kind === "hang" || fault?.kind === "reset") return undefined;
  return fault?.kind === "answer" ? fault.status : answered;
}
