const DAY_MS = 86_400_000;

/** Baskets that were left alone for three days or more, the oldest first. */
export function dueBaskets(baskets, now) {
  return baskets
    .filter(({ changedAt }) => now - Date.parse(changedAt) >= 3 * DAY_MS)
    .sort((a, b) => Date.parse(a.changedAt) - Date.parse(b.changedAt));
}
