/** A name that was found is shown to be near only where it is no essay. */
const LONGEST = 100;
/** So many first letters say what is meant: `maxConn` for `maxConnections`. */
const SHORTEST_PREFIX = 4;

/**
 * The candidate that a person most likely meant, or undefined where none is near; the first of equals wins. Near is, the
 * nearest first: the same but for case, `_`, `-` and spaces; singular for plural; few slips of the fingers (Damerau and
 * Levenshtein, optimal string alignment: at most a third of the length, never all of it); the beginning of the other.
 */
export function nearest(found: string, candidates: Iterable<string>): string | undefined {
  if (found.length > LONGEST) return undefined;
  const said = plain(found);
  let best: { readonly candidate: string; readonly distance: number } | undefined;
  for (const candidate of candidates) {
    const distance = distanceBetween(said, plain(candidate));
    if (distance !== undefined && (!best || distance < best.distance)) best = { candidate, distance };
  }
  return best?.candidate;
}

/** Whether two names are the same but for case, `_`, `-` and spaces: `max_connections` and `maxConnections`. */
export function isSpelledAlike(a: string, b: string): boolean {
  return plain(a) === plain(b);
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[_\- ]+/g, "");
}

function distanceBetween(found: string, meant: string): number | undefined {
  if (found === meant) return 0;
  if (found === "" || meant === "") return undefined;
  if (singular(found) === singular(meant)) return 0.5;
  const longer = Math.max(found.length, meant.length);
  const limit = Math.max(1, Math.floor(longer / 3));
  const distance = Math.abs(found.length - meant.length) > limit ? longer : editDistance(found, meant);
  if (distance <= limit && distance < longer) return distance;
  const isBeginning = found.length < meant.length ? meant.startsWith(found) : found.startsWith(meant);
  return isBeginning && Math.min(found.length, meant.length) >= SHORTEST_PREFIX ? limit + 1 : undefined;
}

function singular(name: string): string {
  return name.replace(/(?<=..)(?:ies|y)$/, "y").replace(/(?<=..[sxh])es$|(?<=..[^s])s$/, "");
}

function editDistance(a: string, b: string): number {
  let beforeLast: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let distance = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + cost);
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (isSwap) distance = Math.min(distance, (beforeLast[j - 2] ?? 0) + 1);
      row.push(distance);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? 0;
}
