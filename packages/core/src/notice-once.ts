import type { Effects } from "./effects.ts";

/** What was said, by what stays the same through all parts of a command. */
const said = new WeakMap<Effects["variables"], Set<string>>();

/**
 * Says something once a command, such as what is reached over a network.
 *
 * @param message a sentence; another one is another notice
 */
export function noticeOnce({ events, variables }: Pick<Effects, "events" | "variables">, message: string): void {
  const known = said.get(variables) ?? new Set();
  said.set(variables, known);
  if (known.has(message)) return;
  known.add(message);
  events({ type: "notice", message });
}
