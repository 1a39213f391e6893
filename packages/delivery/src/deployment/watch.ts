import type { Context } from "@towpath/provisioning";
import type { Verification } from "./deployment.ts";
import type { RouteAnswer } from "./route-check.ts";

/** What was counted so far. */
export type Tally = { -readonly [Key in keyof Verification]: Verification[Key] };

/** One look at what serves. */
export type Look = () => Promise<RouteAnswer>;

/** How long and how hard to watch. Times in milliseconds. */
export interface WatchSettings {
  readonly forMs: number;
  readonly everyMs: number;
  /** This many failures in a row end it. */
  readonly failuresInARow: number;
  /** After a failure it ends well only with this many healthy answers in a row. */
  readonly healthyInARow: number;
  /** How much longer than those answers that may take. */
  readonly withinMs: number;
  /** What a look without an answer counts as: a failure, or nothing. */
  readonly noData: "fail" | "pass";
}

/** So many failures are let go in a watch, however short, and a tenth of the looks in a longer one. */
const FAILURES_IN_ALL = 5;

/**
 * Looks until it answers healthy several times in a row.
 *
 * @returns why it does not, after `withinMs`
 */
export async function becomesHealthy(
  look: Look,
  settings: { readonly healthyInARow: number; readonly betweenMs: number; readonly withinMs: number },
  tally: Tally,
  { clock, signal }: Context,
): Promise<string | undefined> {
  const deadline = clock.monotonic() + settings.withinMs;
  for (let inARow = 0; ; ) {
    const seen = await counted(look, tally);
    inARow = seen.answer === "healthy" ? inARow + 1 : 0;
    if (inARow >= settings.healthyInARow) return undefined;
    if (seen.answer !== "healthy" && clock.monotonic() >= deadline) return seen.why;
    await clock.sleep(settings.betweenMs, signal);
  }
}

/**
 * Watches for some time. It does not hold where too many looks fail in a row, or too many in all. After a failure it goes on
 * until several in a row were healthy.
 *
 * @returns why it does not hold
 */
export async function staysHealthy(
  look: Look,
  settings: WatchSettings,
  tally: Tally,
  { clock, signal, events }: Context,
): Promise<string | undefined> {
  if (settings.forMs <= 0) return undefined;
  const startedAt = clock.monotonic();
  const elapsed = () => clock.monotonic() - startedAt;
  const longerMs = settings.withinMs + settings.healthyInARow * settings.everyMs;
  const all = { looks: 0, failed: 0, answered: 0 };
  let failures = 0;
  let healthy = 0;
  let why = "";
  for (;;) {
    await clock.sleep(settings.everyMs, signal);
    const seen = await counted(look, tally);
    all.looks += 1;
    if (seen.answer !== "noData") all.answered += 1;
    if (seen.answer === "healthy") {
      healthy += 1;
      failures = 0;
    } else if (seen.answer !== "noData" || settings.noData === "fail") {
      why = seen.why;
      healthy = 0;
      failures += 1;
      all.failed += 1;
    }
    if (failures >= settings.failuresInARow) return `while it baked, ${why} (${failures} times in a row)`;
    if (all.failed > Math.max(FAILURES_IN_ALL, all.looks / 10)) {
      return `while it baked, ${all.failed} of ${all.looks} looks failed; the last: ${why}`;
    }
    if (elapsed() < settings.forMs) continue;
    if (all.failed === 0 || healthy >= settings.healthyInARow) break;
    if (elapsed() >= settings.forMs + longerMs) return `while it baked, ${why}, and nothing answered since`;
  }
  tally.bakeSeconds = Math.max(tally.bakeSeconds, Math.round(elapsed() / 1000));
  if (all.answered === 0) {
    const message = `Nothing answered in the ${all.looks} looks while it baked; deploy.noData: pass lets that go by.`;
    events({ type: "notice", message });
  }
  return undefined;
}

async function counted(look: Look, tally: Tally): Promise<RouteAnswer> {
  const seen = await look();
  tally.checks += 1;
  if (seen.answer === "noData") tally.noData += 1;
  else if (seen.answer !== "healthy") tally.failed += 1;
  return seen;
}
