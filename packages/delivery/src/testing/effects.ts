import { nodeClock, type ProgressEvent } from "@towpath/core";
import type { DeliveryEffects } from "../delivery-effects.ts";

/** Real effects whose events can be looked at and whose signal can be aborted. */
export function watchedEffects(variables: Readonly<Record<string, string | undefined>> = process.env): {
  readonly effects: DeliveryEffects;
  readonly events: ProgressEvent[];
  readonly abort: AbortController;
} {
  const events: ProgressEvent[] = [];
  const abort = new AbortController();
  const effects = {
    clock: nodeClock,
    events: (event: ProgressEvent) => void events.push(event),
    signal: abort.signal,
    variables,
  };
  return { effects, events, abort };
}

/** The lines that commands printed. */
export function printed(events: readonly ProgressEvent[]): readonly string[] {
  return events.flatMap((event) => (event.type === "output" ? [event.line] : []));
}
