import { errorMessage } from "@towpath/core";

/** One look at a route. `noData` is no answer at all. */
export type RouteAnswer =
  | { readonly answer: "healthy" }
  | { readonly answer: "unhealthy" | "noData"; readonly why: string };

/**
 * Asks a route once. Healthy is any status from 200 to 399; where the answer names the artifact that gave it (the header
 * `towpath-digest`), it must be the expected one.
 *
 * @param timeoutMs how long an answer may take
 * @throws the signal's reason when it aborts
 */
export async function checkRoute(
  url: URL,
  digest: string,
  timeoutMs: number,
  fetch: typeof globalThis.fetch,
  signal: AbortSignal,
): Promise<RouteAnswer> {
  try {
    const limited = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
    const response = await fetch(url, {
      redirect: "manual",
      signal: limited,
      headers: { "cache-control": "no-cache" },
    });
    await response.body?.cancel();
    const served = response.headers.get("towpath-digest");
    if (served !== null && served !== digest) return { answer: "unhealthy", why: `${url} is served by ${served}` };
    if (response.status >= 200 && response.status < 400) return { answer: "healthy" };
    return { answer: "unhealthy", why: `${url} answered ${response.status}` };
  } catch (error) {
    signal.throwIfAborted();
    const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
    return { answer: "noData", why: `${url} did not answer: ${errorMessage(cause)}` };
  }
}
