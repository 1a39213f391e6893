import { isJson, isJsonObject, type Json } from "@towpath/core";
import { type LoopbackToken, mayDo, type Needed } from "./accounts.ts";
import { match, wrongInAnswer, wrongInRequest } from "./description.ts";
import { answerQuery } from "./graphql.ts";
import { type Manner, type Outgoing, outgoing } from "./outgoing.ts";
import type { People } from "./people.ts";
import type { LoopbackRepository } from "./repository.ts";
import { type Call, type LoopbackTeam, notFound, problem, type Reply, type Route } from "./route.ts";
import { checkRoutes } from "./routes/checks.ts";
import { codeScanningRoutes } from "./routes/code-scanning.ts";
import { commentRoutes } from "./routes/comments.ts";
import { commitRoutes } from "./routes/commits.ts";
import { contentRoutes } from "./routes/contents.ts";
import { deploymentRoutes } from "./routes/deployments.ts";
import { issueRoutes } from "./routes/issues.ts";
import { otherRoutes } from "./routes/others.ts";
import { pullRoutes } from "./routes/pulls.ts";
import { reviewRoutes } from "./routes/reviews.ts";

/** What a server keeps. */
export interface Kept {
  readonly repositories: readonly LoopbackRepository[];
  readonly teams: readonly LoopbackTeam[];
  readonly people: People;
  readonly violations: string[];
  newId(): number;
}

/** A request as it came in. */
export interface Incoming {
  readonly method: string;
  /** The whole address. */
  readonly target: URL;
  readonly hasUserAgent: boolean;
  readonly body: Json | undefined;
  /** Undefined for a token that nobody has. */
  readonly token: LoopbackToken | undefined;
}

const routes: Readonly<Record<string, Route>> = {
  ...checkRoutes,
  ...codeScanningRoutes,
  ...commentRoutes,
  ...commitRoutes,
  ...contentRoutes,
  ...deploymentRoutes,
  ...issueRoutes,
  ...otherRoutes,
  ...pullRoutes,
  ...reviewRoutes,
};

/** Answers a request. What does not match the description, of the request or of the answer, is added to the violations. */
export async function answer(request: Incoming, kept: Kept, manner: Manner): Promise<Outgoing> {
  const { method, target, body, token } = request;
  const title = `${method} ${target.pathname}${target.search}`;
  if (!token) return outgoing(problem(401, "Bad credentials"), manner);
  if (!request.hasUserAgent)
    return outgoing(problem(403, "Request forbidden by administrative rules. It has no User-Agent header."), manner);
  if (method === "POST" && target.pathname === "/graphql") {
    const { wrong, ...reply } = await answerQuery(body, token, kept.repositories);
    if (wrong) kept.violations.push(wrong);
    return outgoing(reply, manner);
  }
  const matched = match(method, target.pathname);
  const route = matched && routes[matched.operation];
  if (!matched || !route) {
    kept.violations.push(`${title}: this operation is not known here.`);
    return outgoing(notFound, manner);
  }
  const { operation, parameters } = matched;
  const query = Object.fromEntries(target.searchParams);
  const wrong = wrongInRequest(matched, query, body);
  if (wrong.length > 0) {
    kept.violations.push(...wrong.map((one) => `${title}: ${one}`));
    return outgoing(problem(422, `Invalid request.\n\n${wrong.join(" ")}`), manner);
  }
  const call: Call = {
    parameters,
    query,
    body: isJsonObject(body) ? body : {},
    token,
    api: target.origin,
    now: manner
      .now()
      .toISOString()
      .replace(/\.\d+Z$/, "Z"),
    teams: kept.teams,
    people: kept.people,
    newId: kept.newId,
  };
  const reply = await replyTo(route, call, method, kept.repositories);
  const headers = { "x-accepted-github-permissions": route.needs.join("; ") };
  const sent = outgoing(reply, manner, { operation, target, query }, headers);
  const whole: unknown = sent.body === "" ? undefined : JSON.parse(sent.body);
  const wrongAnswer = wrongInAnswer(operation, sent.status, isJson(whole) ? whole : undefined);
  kept.violations.push(...wrongAnswer.map((one) => `${title} answers ${sent.status}: ${one}`));
  return sent;
}

async function replyTo(
  route: Route,
  call: Call,
  method: string,
  repositories: readonly LoopbackRepository[],
): Promise<Reply> {
  const { kind, permissions } = call.token;
  const mayAsk = mayDo(permissions, route.needs);
  if (route.about === "other") return mayAsk ? await route.answer(call) : refusedFor(kind);
  const name = `${call.parameters["owner"]}/${call.parameters["repo"]}`.toLowerCase();
  const repository = repositories.find((one) => `${one.owner}/${one.name}`.toLowerCase() === name);
  if (!repository) return notFound;
  // What is public may be read by everyone.
  const isOpen = method === "GET" && !repository.isPrivate && !isNeverOpen(route.needs);
  if (!isOpen && !mayAsk) return refusedFor(kind);
  if (method !== "GET" && repository.isArchived) return problem(403, "Repository was archived so is read-only.");
  return await route.answer({ ...call, repository });
}

function refusedFor(kind: LoopbackToken["kind"]): Reply {
  const by = kind === "installation" ? "integration" : "personal access token";
  return problem(403, `Resource not accessible by ${by}`);
}

function isNeverOpen(needs: Needed): boolean {
  return needs.some((one) => one.startsWith("security_events"));
}
