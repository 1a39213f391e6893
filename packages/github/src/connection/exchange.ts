import { type Clock, errorMessage, isAbort, isJson, type Json } from "@towpath/core";
import type { GitHubErrorCode } from "../errors.ts";
import { seconds } from "./budget.ts";

/** One request as it goes over the wire. */
export interface Exchange {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  /** Milliseconds until the whole answer must be here. */
  readonly limitMs: number;
}

/** What came of it: an answer, whole and readable, or none. Whether GitHub did what was asked is then not known. */
export type Exchanged =
  | { readonly isAnswered: true; readonly status: number; readonly headers: Headers; readonly body: Json | undefined }
  | { readonly isAnswered: false; readonly code: GitHubErrorCode; readonly why: string };

/** More than any answer that is asked for: GitHub's own limits are 7 MB for a tree and 100 MB for a blob. */
const MOST_BYTES = 150_000_000;

/**
 * Asks once. Follows no redirect, takes no answer that is not whole, waits for none longer than its limit.
 *
 * @throws the signal's reason when it aborts
 */
export async function exchange(
  request: Exchange,
  effects: { readonly clock: Clock; readonly fetch: typeof fetch; readonly signal: AbortSignal },
): Promise<Exchanged> {
  effects.signal.throwIfAborted();
  const ending = new AbortController(); // ends the request or, once it is answered, the clock
  const signal = AbortSignal.any([effects.signal, ending.signal]);
  const late = Symbol("late");
  const limit = effects.clock.sleep(request.limitMs, signal).then(
    () => late,
    () => new Promise<never>(() => {}), // stopped: nobody waits for it
  );
  const stopped = stoppedBy(effects.signal);
  try {
    const ended = await Promise.race([answerOf(request, effects.fetch, signal), limit, stopped.promise]);
    if (typeof ended !== "symbol") return ended;
    return lost("github/timeout", `GitHub did not answer within ${seconds(request.limitMs)}.`);
  } catch (error) {
    effects.signal.throwIfAborted();
    if (isAbort(error)) return lost("github/unreachable", "The request to GitHub was broken off.");
    return lost("github/unreachable", `GitHub cannot be reached: ${reasonOf(error)}.`);
  } finally {
    stopped.forget();
    ending.abort();
  }
}

/** Rejects when the signal aborts, also where `fetch` does not look at it. */
function stoppedBy(signal: AbortSignal): { readonly promise: Promise<never>; readonly forget: () => void } {
  const { promise, reject } = Promise.withResolvers<never>();
  promise.catch(() => {}); // it may come when nobody waits any more
  const stop = (): void => reject(signal.reason);
  signal.addEventListener("abort", stop, { once: true });
  return { promise, forget: () => signal.removeEventListener("abort", stop) };
}

async function answerOf(request: Exchange, ask: typeof fetch, signal: AbortSignal): Promise<Exchanged> {
  const { url, method, headers, body } = request;
  const response = await ask(url, {
    method,
    headers,
    signal,
    redirect: "manual",
    ...(body === undefined ? {} : { body }),
  });
  const { status } = response;
  const text = await textOf(response);
  if (text === undefined) return lost("github/answer", "GitHub's answer is larger than any that was asked for.");
  const answered = { isAnswered: true, status, headers: response.headers } as const;
  if (status === 204 || (status >= 300 && status < 400)) return { ...answered, body: undefined };
  const json = jsonOf(text);
  if (json !== undefined && /\bjson\b/.test(response.headers.get("content-type") ?? ""))
    return { ...answered, body: json };
  // A proxy's page in place of a refusal is still one; in place of an answer it is none.
  if (status >= 400) return { ...answered, body: undefined };
  return lost("github/answer", "GitHub's answer is no whole JSON document.");
}

async function textOf(response: Response): Promise<string | undefined> {
  if (!response.body) return "";
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body) {
    length += chunk.byteLength;
    if (length > MOST_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function jsonOf(text: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isJson(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** What `fetch` was told by the system: it hides that in a cause, or in several. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  if (cause instanceof AggregateError && cause.errors.length > 0) return errorMessage(cause.errors[0]);
  return errorMessage(cause).replace(/\.$/, "");
}

function lost(code: GitHubErrorCode, why: string): Exchanged {
  return { isAnswered: false, code, why };
}
