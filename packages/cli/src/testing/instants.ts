import type { Instant } from "./run-towpath.ts";

/** What a command takes and says, roughly, for a proof of a few kills that measures nothing. */
export const TYPICAL = { ms: 900, lines: 4 };

/** Into how many slices of time a whole proof cuts a command. */
const SLICES = 8;

/**
 * The instants of a command at which it is killed: each line that it says and each slice of its time in a whole proof, a few of
 * them otherwise.
 *
 * @param run how long it takes unharmed, in milliseconds, and how many lines it says
 */
export function instantsOf(run: { readonly ms: number; readonly lines: number }, few: number): readonly Instant[] {
  const byLine = Array.from({ length: run.lines }, (_, index) => ({ line: index + 1 }));
  const byTime = Array.from({ length: SLICES }, (_, index) => ({ ms: (run.ms * (index + 1)) / SLICES }));
  if (process.env["TOWPATH_LONG"]) return [...byLine, ...byTime];
  const all: readonly Instant[] = [...byLine, { ms: run.ms / 3 }];
  return Array.from({ length: few }, (_, index) => all[Math.floor(((index + 0.5) * all.length) / few)] ?? { line: 1 });
}
