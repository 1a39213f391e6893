import type { Clock } from "@towpath/core";
import { githubError } from "../errors.ts";

/** What one run may take of GitHub, and of its own time. */
export interface GitHubBudget {
  /** Requests, those that are tried again included. */
  readonly requests: number;
  /** Milliseconds of waiting between requests: for GitHub's limits, and before something is tried again. */
  readonly waitMs: number;
  /** Milliseconds in which one request must be answered whole. */
  readonly requestMs: number;
  /** Milliseconds from the first request to the last. */
  readonly totalMs: number;
}

/** What a run may take where nobody says otherwise. */
export const DEFAULT_BUDGET: GitHubBudget = {
  requests: 300,
  waitMs: 90_000,
  requestMs: 30_000,
  totalMs: 300_000,
};

/** What is left of a budget. */
export interface Purse {
  /** Takes one request. @throws {GitHubError} `github/budget` */
  spendRequest(what: string): void;
  /** Takes a wait. @throws {GitHubError} `github/budget`, at once and not after the wait */
  spendWait(ms: number, why: string): void;
  /** Milliseconds that the next request may take. */
  readonly requestMs: number;
}

export function openPurse(budget: GitHubBudget, clock: Clock): Purse {
  let requests = 0;
  let waited = 0;
  let start: number | undefined;
  const left = (): number => budget.totalMs - (clock.monotonic() - (start ?? clock.monotonic()));
  return {
    get requestMs() {
      return Math.min(budget.requestMs, Math.max(left(), 1));
    },
    spendRequest: (what) => {
      start ??= clock.monotonic();
      if (requests >= budget.requests)
        throw spent(
          `${what} would be request ${requests + 1} to GitHub, and this run makes ${budget.requests} at most.`,
        );
      if (left() <= 0)
        throw spent(`${what} is not asked any more: this run talks to GitHub for ${seconds(budget.totalMs)} at most.`);
      requests++;
    },
    spendWait: (ms, why) => {
      if (waited + ms > budget.waitMs || ms > left())
        throw spent(
          `${why} The next try would be in ${seconds(ms)}; this run waits for GitHub ${seconds(budget.waitMs)} at most.`,
        );
      waited += ms;
    },
  };
}

/** Whole seconds, in words. */
export function seconds(ms: number): string {
  const whole = Math.ceil(ms / 1000);
  return whole === 1 ? "1 second" : `${whole.toLocaleString("en")} seconds`;
}

function spent(message: string): Error {
  return githubError({
    code: "github/budget",
    kind: "fault",
    message,
    hint: "Run it again later. If it happens often, look what else uses the same token.",
  });
}
