import type { Digest } from "@towpath/core";
import type { Deployment } from "../deployment/deployment.ts";

/**
 * For how long a digest has served an environment at a stretch, at most: from its success until another one was exposed, or
 * until now. In milliseconds.
 *
 * @param attempts the newest first
 */
export function longestServed(attempts: readonly Deployment[], digest: Digest, now: Date): number {
  let longest = 0;
  let since: number | undefined;
  const end = (at: number) => {
    if (since !== undefined) longest = Math.max(longest, at - since);
    since = undefined;
  };
  for (const attempt of attempts.toReversed()) {
    const isOwn = attempt.artifact.digest === digest;
    if (isOwn && attempt.verdict === "succeeded") since ??= succeededAt(attempt);
    else if (!isOwn && attempt.exposingAt !== undefined) end(Date.parse(attempt.exposingAt));
    // What was taken back has left what served before in its place, once it was proved again.
    const last = attempt.history.at(-1);
    if (!isOwn && attempt.verdict === "rolled_back" && attempt.previous?.digest === digest && last) {
      since ??= Date.parse(last.at);
    }
  }
  end(now.getTime());
  return longest;
}

function succeededAt({ history }: Deployment): number | undefined {
  const at = history.findLast(({ state }) => state === "succeeded")?.at;
  return at === undefined ? undefined : Date.parse(at);
}
