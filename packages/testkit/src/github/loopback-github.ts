import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { isJson, isJsonObject, type Json } from "@towpath/core";
import { ALL_PERMISSIONS, type LoopbackToken, mayDo, type Needed } from "./accounts.ts";
import { completed, match, wrongInAnswer, wrongInRequest } from "./description.ts";
import { faultOrders, type GitHubFault, type OrderedFault } from "./faults.ts";
import { answerQuery } from "./graphql.ts";
import { type LoopbackRepository, makeRepository, type RepositorySketch } from "./repository.ts";
import { type Call, type LoopbackTeam, notFound, problem, type Reply, type Route } from "./route.ts";
import { checkRoutes } from "./routes/checks.ts";
import { codeScanningRoutes } from "./routes/code-scanning.ts";
import { commentRoutes } from "./routes/comments.ts";
import { contentRoutes } from "./routes/contents.ts";
import { otherRoutes } from "./routes/others.ts";
import { pullRoutes } from "./routes/pulls.ts";
import { reviewRoutes } from "./routes/reviews.ts";

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
  addTeam(team: {
    readonly org: string;
    readonly slug: string;
    readonly members: readonly string[];
    readonly pending?: readonly string[];
  }): void;
  /** A token with what differs from a workflow's own. */
  addToken(token?: Partial<LoopbackToken>): string;
  /** Lets requests go wrong, those that are still to come. */
  order(...faults: readonly OrderedFault[]): void;
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

const routes: Readonly<Record<string, Route>> = {
  ...checkRoutes,
  ...codeScanningRoutes,
  ...commentRoutes,
  ...contentRoutes,
  ...otherRoutes,
  ...pullRoutes,
  ...reviewRoutes,
};

interface Outgoing {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Starts a GitHub on 127.0.0.1. Everything that is asked and answered is held against GitHub's OpenAPI description. */
export async function loopbackGitHub(options: LoopbackOptions = {}): Promise<LoopbackGitHub> {
  const { mostPerPage = 100, hasLinks = true, now = () => new Date() } = options;
  const repositories: LoopbackRepository[] = [];
  const removals: (() => void)[] = [];
  const teams: LoopbackTeam[] = [];
  const tokens = new Map<string, LoopbackToken>();
  const requests: LoggedRequest[] = [];
  const violations: string[] = [];
  const orders = faultOrders();
  const ending = new AbortController();
  let lastId = 1000;
  let url = "";

  const addToken: LoopbackGitHub["addToken"] = (token = {}) => {
    const name = `loopback-token-${tokens.size + 1}-of-this-test`;
    const account = { login: "github-actions[bot]", type: "Bot" } as const;
    tokens.set(name, { account, kind: "installation", permissions: ALL_PERMISSIONS, ...token });
    return name;
  };
  const token = addToken();

  const answer = async (request: IncomingMessage, body: Json | undefined, who: LoopbackToken | undefined) => {
    const { method = "", url: target = "" } = request;
    const { pathname, searchParams } = new URL(target, url);
    const title = `${method} ${target}`;
    if (!who) return outgoing(problem(401, "Bad credentials"));
    if (!request.headers["user-agent"])
      return outgoing(
        problem(
          403,
          "Request forbidden by administrative rules. Please make sure your request has a User-Agent header.",
        ),
      );
    if (method === "POST" && pathname === "/graphql") {
      const { wrong, ...reply } = answerQuery(body, who);
      if (wrong) violations.push(wrong);
      return outgoing(reply);
    }
    const matched = match(method, pathname);
    const route = matched && routes[matched.operation];
    if (!matched || !route) {
      violations.push(`${title}: this operation is not known here.`);
      return outgoing(notFound);
    }
    const query = Object.fromEntries(searchParams);
    const wrong = wrongInRequest(matched, query, body);
    if (wrong.length > 0) {
      violations.push(...wrong.map((one) => `${title}: ${one}`));
      return outgoing(problem(422, `Invalid request.\n\n${wrong.join(" ")}`));
    }
    const call: Call = {
      parameters: matched.parameters,
      query,
      body: isJsonObject(body) ? body : {},
      token: who,
      api: url,
      now: now()
        .toISOString()
        .replace(/\.\d+Z$/, "Z"),
      teams,
      newId: () => ++lastId,
    };
    const reply = await replyTo(route, call, method);
    const headers = { "x-accepted-github-permissions": route.needs.join("; ") };
    const sent = outgoing(reply, headers, { target, operation: matched.operation, query });
    const whole: unknown = sent.body === "" ? undefined : JSON.parse(sent.body);
    const wrongAnswer = wrongInAnswer(matched.operation, sent.status, isJson(whole) ? whole : undefined);
    violations.push(...wrongAnswer.map((one) => `${title} answers ${sent.status}: ${one}`));
    return sent;
  };

  const replyTo = async (route: Route, call: Call, method: string): Promise<Reply> => {
    const { kind, permissions } = call.token;
    const refused = refusedFor(kind);
    if (route.about === "other") return mayDo(permissions, route.needs) ? await route.answer(call) : refused;
    const { owner, repo } = call.parameters;
    const repository = repositories.find((one) => one.owner === owner && one.name === repo);
    if (!repository) return notFound;
    // What is public may be read by everyone.
    const isOpen = method === "GET" && !repository.isPrivate && !isNeverOpen(route.needs);
    if (!isOpen && !mayDo(permissions, route.needs)) return refused;
    if (method !== "GET" && repository.isArchived) return problem(403, "Repository was archived so is read-only.");
    return await route.answer({ ...call, repository });
  };

  const outgoing = (
    { status, body, pages }: Reply,
    headers: Readonly<Record<string, string>> = {},
    asked?: { readonly target: string; readonly operation: string; readonly query: Readonly<Record<string, string>> },
  ): Outgoing => {
    const page = pages && asked ? pageOf(pages.items, asked.target, asked.query) : undefined;
    const listed: Json | undefined =
      page && (pages?.key === undefined ? page.items : { total_count: pages.items.length, [pages.key]: page.items });
    const known = listed ?? body;
    const whole = known !== undefined && asked && status < 300 ? completed(asked.operation, status, known) : known;
    return {
      status,
      headers: {
        "content-type": "application/json; charset=utf-8",
        "x-ratelimit-limit": "5000",
        "x-ratelimit-remaining": "4999",
        "x-ratelimit-reset": String(Math.floor(now().getTime() / 1000) + 3600),
        ...headers,
        ...(page?.link === undefined || !hasLinks ? {} : { link: page.link }),
      },
      body: whole === undefined ? "" : JSON.stringify(whole),
    };
  };

  const pageOf = (items: readonly Json[], target: string, query: Readonly<Record<string, string>>) => {
    const size = Math.min(Number(query["per_page"] ?? 30), mostPerPage);
    const page = Math.max(Number(query["page"] ?? 1), 1);
    const next = new URL(target, url);
    next.searchParams.set("page", String(page + 1));
    const link = page * size < items.length ? `<${next.href}>; rel="next"` : undefined;
    return { items: items.slice((page - 1) * size, page * size), link };
  };

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = "", url: path = "" } = request;
    const body = await bodyOf(request);
    const who = tokens.get((request.headers.authorization ?? "").replace(/^(?:Bearer|token) /, ""));
    const ordered = orders.next(method, path);
    const fault = ordered?.fault;
    const isDone = !fault || ordered.isCarriedOut || !["answer", "hang", "reset"].includes(fault.kind);
    const unreadable = problem(400, "Problems parsing JSON");
    const sent = !isDone
      ? undefined
      : body === "unreadable"
        ? outgoing(unreadable)
        : await answer(request, body?.json, who);
    const status =
      fault?.kind === "hang" || fault?.kind === "reset"
        ? undefined
        : fault?.kind === "answer"
          ? fault.status
          : sent?.status;
    const json = body === "unreadable" ? undefined : body?.json;
    requests.push({ method, path, body: json, login: who?.account.login, status, fault: fault?.kind });
    await send(response, sent, fault, ending.signal);
  };

  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => {
      if (ending.signal.aborted) return;
      violations.push(`${request.method} ${request.url}: this server failed: ${String(error)}`);
      response.destroy();
    });
  });
  const listening = Promise.withResolvers<void>();
  server.listen(0, "127.0.0.1", listening.resolve);
  await listening.promise;
  const bound = server.address();
  url = `http://127.0.0.1:${typeof bound === "object" ? bound?.port : ""}`;

  const close = async (): Promise<void> => {
    ending.abort();
    const closed = Promise.withResolvers<void>();
    server.close(() => closed.resolve());
    server.closeAllConnections();
    await closed.promise;
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
      const { repository, remove } = await makeRepository(sketch);
      repositories.push(repository);
      removals.push(remove);
      return repository;
    },
    addTeam: (team) => teams.push({ pending: [], ...team }),
    addToken,
    order: orders.order,
    close,
    [Symbol.asyncDispose]: close,
  };
}

function refusedFor(kind: LoopbackToken["kind"]): Reply {
  const by = kind === "installation" ? "integration" : "personal access token";
  return problem(403, `Resource not accessible by ${by}`);
}

function isNeverOpen(needs: Needed): boolean {
  return needs.some((one) => one.startsWith("security_events"));
}

async function bodyOf(request: IncomingMessage): Promise<{ readonly json: Json | undefined } | "unreadable"> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString("utf8");
  if (text === "") return { json: undefined };
  try {
    const json: unknown = JSON.parse(text);
    return isJson(json) ? { json } : "unreadable";
  } catch {
    return "unreadable";
  }
}

async function send(
  response: ServerResponse,
  sent: Outgoing | undefined,
  fault: GitHubFault | undefined,
  signal: AbortSignal,
): Promise<void> {
  const { status = 500, headers = {}, body = "" } = sent ?? {};
  const bytes = Buffer.from(body);
  const length = { "content-length": String(bytes.length) };
  switch (fault?.kind) {
    case "hang":
      return;
    case "reset":
      response.socket?.resetAndDestroy();
      return;
    case "half":
      response.writeHead(status, { ...headers, ...length });
      response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => response.destroy());
      return;
    case "page":
      response.writeHead(200, { "content-type": "text/html" }).end("<html><body>Sign in to the network</body></html>");
      return;
    case "answer": {
      const isText = typeof fault.body === "string";
      const type = { "content-type": isText ? "text/html" : "application/json; charset=utf-8" };
      response.writeHead(fault.status, { ...type, ...fault.headers });
      response.end(isText ? fault.body : JSON.stringify(fault.body ?? null));
      return;
    }
    case "slow":
      await sleep(fault.ms, undefined, { signal });
  }
  response.writeHead(status, { ...headers, ...length }).end(bytes);
}
