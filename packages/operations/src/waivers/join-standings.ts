import { canonicalJson } from "@towpath/core";
import type { WaiverStanding, WaiverState } from "@towpath/policy/waivers";

/** What says most of why a waiver does not count comes first. */
const GRAVITY: readonly WaiverState[] = ["invalid", "expired", "exceeded", "pending", "expiring", "active", "unused"];

/** Every waiver once, where several saw it: as the one that sees most against it. */
export function joinStandings(opinions: readonly (readonly WaiverStanding[])[]): readonly WaiverStanding[] {
  const joined = new Map<string, WaiverStanding>();
  for (const one of opinions.flat()) {
    const { kind, id, rule, place } = one;
    const key = canonicalJson([kind, id, rule, place.file, place.pointer ?? null]);
    const known = joined.get(key);
    if (!known || gravity(one) < gravity(known)) joined.set(key, one);
  }
  return [...joined.values()];
}

function gravity({ state }: WaiverStanding): number {
  return GRAVITY.indexOf(state);
}
