import { type Effects, isJsonObject, type Json, type JsonObject, redactor, type Secret } from "@towpath/core";
import { type GitHubError, githubError } from "../errors.ts";
import type { Permission } from "../permissions.ts";
import { type Refusal, refusalOf, type Written, written } from "../written.ts";
import type { Address } from "./address.ts";
import type { Purse } from "./budget.ts";
import { seconds } from "./budget.ts";
import { type Exchanged, exchange } from "./exchange.ts";
import { failureOf, graphqlFailure, messageOf } from "./failure.ts";
import { type Fields, itemsOf } from "./fields.ts";
import { readQueue, writeQueue } from "./queue.ts";
import { waitOf } from "./rate-limit.ts";

/** Something to ask. The path is escaped. */
export interface Question {
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly needs: Permission;
  /** What is asked for, as a sentence's subject: "Pull request 7". */
  readonly what: string;
}

/** Something to change. */
export interface Change extends Question {
  readonly method: "POST" | "PATCH";
  readonly body: JsonObject;
  /**
   * Looks whether it was carried out, for when no answer came. Without it the change is one that may be carried out twice
   * with the same end.
   */
  readonly lookUp?: () => Promise<Json | undefined>;
}

/** A conversation with one GitHub: everything that is asked goes through here. */
export interface Connection {
  /** @throws {GitHubError} for everything that is no answer, `github/not-found` among it */
  read(question: Question): Promise<Json | undefined>;
  /** Undefined where there is no such thing. @throws {GitHubError} */
  find(question: Question): Promise<Json | undefined>;
  /**
   * All pages of a list; `key` where GitHub wraps it into an object.
   *
   * @param isEnough told of each page and how many there were: no other one is asked for when it says so
   * @throws {GitHubError}
   */
  list(
    question: Question,
    key?: string,
    isEnough?: (page: readonly Fields[], pages: number) => boolean,
  ): Promise<readonly Fields[]>;
  /** @throws {GitHubError} for what is no answer and no {@link Refusal} */
  write(change: Change): Promise<Written<Json | undefined>>;
  /**
   * A question in GraphQL: what the rest of the API does not say, or not to every kind of token.
   *
   * @throws {GitHubError} also where a part of it is answered: half an answer is none
   */
  query(text: string, about: Omit<Question, "path">, variables?: JsonObject): Promise<Json | undefined>;
}

interface Request {
  readonly method: string;
  readonly url: string;
  readonly body?: JsonObject;
  readonly question: Question;
  readonly lookUp?: (() => Promise<Json | undefined>) | undefined;
}

type Ended =
  | { readonly type: "done"; readonly body: Json | undefined; readonly headers: Headers }
  | { readonly type: "found"; readonly body: Json }
  | { readonly type: "refused"; readonly refusal: Refusal }
  | { readonly type: "missing"; readonly error: GitHubError };

const PAGE = 100;
const TRIES = 4;
const REDIRECTS = 3;
/** Waits from this length on are announced. */
const ANNOUNCED_MS = 3000;

export function connect(parts: {
  readonly address: Address;
  readonly token: Secret;
  readonly effects: Pick<Effects, "clock" | "fetch" | "signal" | "events">;
  readonly purse: Purse;
}): Connection {
  const { address, token, effects, purse } = parts;
  const redact = redactor([token]);
  const reads = readQueue();
  const writes = writeQueue(effects.clock, effects.signal);

  const urlOf = ({ path, query = {} }: Question): string => {
    const search = new URLSearchParams(query).toString();
    return `${address.origin}${address.base}${path}${search && `?${search}`}`;
  };

  const wait = async (ms: number, why: string): Promise<void> => {
    purse.spendWait(ms, why);
    if (ms >= ANNOUNCED_MS)
      effects.events({ type: "notice", message: redact(`${why} Trying again in ${seconds(ms)}.`) });
    await effects.clock.sleep(ms, effects.signal);
  };

  let rest: Promise<void> | undefined;
  /** What GitHub asks of one request it asks of all: nobody asks before, and the wait is paid for once. */
  const restFor = (ms: number): Promise<void> => {
    rest ??= wait(ms, "GitHub was asked too often.").finally(() => {
      rest = undefined;
    });
    return rest;
  };

  const once = async (request: Request): Promise<Exchanged> => {
    await rest;
    purse.spendRequest(request.question.what);
    return await exchange(
      {
        url: request.url,
        method: request.method,
        headers: {
          accept: "application/vnd.github+json",
          authorization: `Bearer ${token.reveal()}`,
          "user-agent": "towpath",
          "x-github-api-version": "2022-11-28",
          ...(request.body === undefined ? {} : { "content-type": "application/json" }),
        },
        body: request.body === undefined ? undefined : JSON.stringify(request.body),
        limitMs: purse.requestMs,
      },
      effects,
    );
  };

  const ask = async (request: Request): Promise<Ended> => {
    const { question } = request;
    let { url } = request;
    let redirects = 0;
    for (let tries = 1; ; tries++) {
      const ended = await once({ ...request, url });
      if (ended.isAnswered && ended.status < 300) return { type: "done", body: ended.body, headers: ended.headers };
      const isLast = tries >= TRIES;
      if (ended.isAnswered && ended.status < 500) {
        const message = redact(messageOf(ended));
        const ms = waitOf(ended.status, ended.headers, message, effects.clock.now());
        if (ms !== undefined) {
          if (isLast) throw failureOf(question, { ...ended, status: 429 }, message);
          await restFor(ms);
          continue;
        }
        const next = redirectOf(ended, request.method, address.origin, url);
        if (next !== undefined && ++redirects <= REDIRECTS) {
          url = next;
          tries--;
          continue;
        }
        const refusal = ended.status === 403 ? refusalOf(message, question.needs) : undefined;
        if (refusal) return { type: "refused", refusal };
        const error = failureOf(question, ended, message);
        if (ended.status === 404) return { type: "missing", error };
        throw error;
      }
      const why = redact(ended.isAnswered ? `GitHub answers with status ${ended.status}.` : ended.why);
      if (isLast) throw unansweredError(question, ended.isAnswered ? "github/unavailable" : ended.code, why, tries);
      await wait(1000 * 2 ** (tries - 1), why);
      const found = await request.lookUp?.();
      if (found !== undefined) return { type: "found", body: found };
    }
  };

  const get = (question: Question): Promise<Ended> =>
    reads.run(() => ask({ method: "GET", url: urlOf(question), question }));

  const read = async (question: Question) => bodyOf(question, await get(question));

  return {
    read,
    find: async (question) => {
      const ended = await get(question);
      return ended.type === "missing" ? undefined : bodyOf(question, ended);
    },
    list: async (question, key, isEnough) => {
      const all: Fields[] = [];
      for (let page = 1; ; page++) {
        const query = { ...question.query, per_page: String(PAGE), page: String(page) };
        const ended = await get({ ...question, query });
        const body = bodyOf(question, ended);
        const items = itemsOf(key === undefined ? body : isJsonObject(body) ? body[key] : undefined, question.what);
        all.push(...items);
        if (ended.type !== "done" || !hasNext(ended.headers, items.length) || isEnough?.(items, page)) return all;
      }
    },
    write: (change) =>
      writes.run(async () => {
        const { method, body, lookUp } = change;
        const ended = await ask({ method, url: urlOf(change), body, lookUp, question: change });
        return ended.type === "refused" ? { isWritten: false, refusal: ended.refusal } : written(bodyOf(change, ended));
      }),
    query: (text, about, variables) => {
      const question: Question = { ...about, path: address.graphql };
      const url = `${address.origin}${address.graphql}`;
      const body = { query: text, ...(variables ? { variables } : {}) };
      return reads.run(async () => {
        const answer = bodyOf(question, await ask({ method: "POST", url, body, question }));
        const failed = graphqlFailure(answer);
        if (!failed) return answer;
        const message = redact(messageOf(failed));
        const refusal = failed.status === 403 ? refusalOf(message, question.needs) : undefined;
        if (refusal) return bodyOf(question, { type: "refused", refusal });
        throw failureOf(question, failed, message);
      });
    },
  };
}

/** The answer's body. What only a write may be told is an error for a read. */
function bodyOf(question: Question, ended: Ended): Json | undefined {
  if (ended.type === "missing") throw ended.error;
  if (ended.type !== "refused") return ended.body;
  const { kind, message, hint } = ended.refusal;
  throw githubError({
    code: kind === "permission" ? "github/permission" : "github/forbidden",
    message: `${question.what} cannot be read with this token: ${message}`,
    hint,
  });
}

/**
 * Whether there is a page more. The next one is asked for by its number, never by the address in `Link`, which may lead
 * anywhere. A proxy may have dropped `Link`: then a full page has one after it.
 */
function hasNext(headers: Headers, items: number): boolean {
  const link = headers.get("link");
  return link === null ? items >= PAGE : /;\s*rel="?next"?/.test(link);
}

/** Where a renamed repository is now: on the same server, or nowhere. A `POST` that became a `GET` would be another thing. */
function redirectOf(answer: Exchanged, method: string, origin: string, from: string): string | undefined {
  if (!answer.isAnswered || answer.status < 300 || answer.status >= 400) return undefined;
  if (method !== "GET" && answer.status !== 307 && answer.status !== 308) return undefined;
  const target = URL.parse(answer.headers.get("location") ?? "", from);
  return target?.origin === origin ? target.href : undefined;
}

function unansweredError(question: Question, code: GitHubError["code"], why: string, tries: number): GitHubError {
  return githubError({
    code,
    kind: "fault",
    message: `${question.what}: ${why} Tried ${tries} times.`,
    hint: "Look at githubstatus.com and at the network, and run it again.",
  });
}
