import { nodeClock } from "@towpath/core";

/** The context of a run. */
export function contextOf(run: string, signal = new AbortController().signal) {
  return { clock: nodeClock, signal, holder: { who: "anna", run, since: "2026-11-22T09:00:00.000Z" } };
}
