/**
 * The rings that a walk through things that lead to others comes upon, each from the first of its members that was walked to
 * the last, which leads back to it. Every thing is walked once, however long the way; there is a ring exactly where one is
 * found.
 *
 * @param next what each of them leads to; the order decides which rings are found
 */
export function* walkRings(next: ReadonlyMap<string, readonly string[]>): Generator<readonly string[]> {
  const done = new Set<string>();
  for (const start of next.keys()) {
    if (done.has(start)) continue;
    const path = [start];
    const ways = [0];
    const depths = new Map([[start, 0]]);
    while (path.length > 0) {
      const depth = path.length - 1;
      const at = path[depth] ?? start;
      const way = ways[depth] ?? 0;
      const to = next.get(at)?.[way];
      ways[depth] = way + 1;
      if (to === undefined) {
        done.add(at);
        depths.delete(at);
        path.pop();
        ways.pop();
        continue;
      }
      const known = depths.get(to);
      if (known !== undefined) yield path.slice(known);
      else if (!done.has(to)) {
        depths.set(to, path.length);
        path.push(to);
        ways.push(0);
      }
    }
  }
}
