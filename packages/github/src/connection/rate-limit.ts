/** Without a word from GitHub: "wait for at least one minute". GitHub's documentation, "Rate limits for the REST API". */
const SECONDARY_LIMIT_MS = 60_000;

/**
 * How long an answer asks to wait, in milliseconds, when it says that there were too many requests; undefined for every other
 * answer. By GitHub's documentation, "Rate limits for the REST API": `retry-after` first, then `x-ratelimit-reset` where
 * nothing remains, else a minute.
 */
export function waitOf(status: number, headers: Headers, message: string, now: Date): number | undefined {
  if (status !== 403 && status !== 429) return undefined;
  const retryAfter = headers.get("retry-after");
  const isSpent = headers.get("x-ratelimit-remaining") === "0";
  const isSecondary = /secondary rate limit|abuse detection/i.test(message);
  if (status === 403 && retryAfter === null && !isSpent && !isSecondary) return undefined;
  if (status === 403 && /^Resource not accessible by/i.test(message)) return undefined; // the last request of an hour may be one
  const here = timeOf(headers, now);
  return secondsFrom(retryAfter, here) ?? (isSpent ? untilReset(headers, here) : undefined) ?? SECONDARY_LIMIT_MS;
}

/** GitHub's own time: a runner's clock may be minutes off. */
function timeOf(headers: Headers, now: Date): number {
  const date = Date.parse(headers.get("date") ?? "");
  return Number.isNaN(date) ? now.getTime() : date;
}

/** `Retry-After` of RFC 9110, section 10.2.3: seconds or a date. At least a second. */
function secondsFrom(value: string | null, now: number): number | undefined {
  if (value === null) return undefined;
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now;
  return Number.isFinite(ms) ? Math.max(ms, 1000) : undefined;
}

/** A second later than GitHub says, for its seconds are whole. */
function untilReset(headers: Headers, now: number): number | undefined {
  const reset = headers.get("x-ratelimit-reset") ?? "";
  return /^\d+$/.test(reset) ? Math.max(Number(reset) * 1000 - now + 1000, 1000) : undefined;
}
