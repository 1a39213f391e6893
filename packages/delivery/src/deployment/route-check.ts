import { errorMessage } from "@towpath/core";

/** One look at a route. `noData` is no answer at all, `other` an answer of a release that may serve beside this one. */
export type RouteAnswer =
  | { readonly answer: "healthy" }
  | { readonly answer: "unhealthy" | "noData" | "other"; readonly why: string };

/** What to ask, and who must answer. */
export interface RouteQuestion {
  readonly url: URL;
  /** Of the artifact that must answer: `sha256:` and 64 hexadecimal digits. */
  readonly digest: string;
  /** The answer's body must contain the digest, with or without `sha256:`. */
  readonly mustNameDigest?: boolean | undefined;
  /** How long an answer may take, in milliseconds. */
  readonly timeoutMs: number;
  readonly fetch: typeof fetch;
  readonly signal: AbortSignal;
}

/** As much as is read of an answer that must name a digest, in bytes. */
const READ_BYTES = 64 * 1024;

/**
 * Asks a route once. Healthy is any status from 200 to 399; where the answer names the artifact that gave it (the header
 * `towpath-digest`), it must be the expected one.
 *
 * @throws the signal's reason when it aborts
 */
export async function checkRoute(question: RouteQuestion): Promise<RouteAnswer> {
  const { url, digest, mustNameDigest = false, timeoutMs, fetch, signal } = question;
  try {
    const limited = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
    const response = await fetch(url, {
      redirect: "manual",
      signal: limited,
      // Where two releases are served at once, a proxy that knows the field asks the one that is meant.
      headers: { "cache-control": "no-cache", "towpath-digest": digest },
    });
    const isNamed = mustNameDigest ? (await beginning(response)).includes(digest.replace(/^sha256:/, "")) : true;
    if (!mustNameDigest) await response.body?.cancel();
    const served = response.headers.get("towpath-digest");
    if (served !== null && served !== digest) return { answer: "other", why: `${url} is served by ${served}` };
    if (response.status < 200 || response.status >= 400) {
      return { answer: "unhealthy", why: `${url} answered ${response.status}` };
    }
    if (isNamed) return { answer: "healthy" };
    const why = `the answer of ${url} does not contain the digest ${digest}`;
    return { answer: served === null ? "other" : "unhealthy", why };
  } catch (error) {
    signal.throwIfAborted();
    const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
    return { answer: "noData", why: `${url} did not answer: ${errorMessage(cause)}` };
  }
}

/** The beginning of an answer's body, in small letters. */
async function beginning({ body }: Response): Promise<string> {
  if (!body) return "";
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    bytes += chunk.byteLength;
    if (bytes >= READ_BYTES) break; // leaving the loop ends the answer
  }
  return new TextDecoder().decode(Buffer.concat(chunks).subarray(0, READ_BYTES)).toLowerCase();
}
