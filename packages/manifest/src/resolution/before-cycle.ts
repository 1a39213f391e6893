/**
 * A ring of containers that each start only after the one before it, the first of them again at the end; undefined where
 * there is none.
 *
 * @param before the names of the containers that each one starts before
 */
export function beforeCycle(before: ReadonlyMap<string, readonly string[]>): readonly string[] | undefined {
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (name: string): readonly string[] | undefined => {
    if (done.has(name)) return undefined;
    if (path.includes(name)) return [...path.slice(path.indexOf(name)), name];
    path.push(name);
    for (const next of before.get(name) ?? []) {
      const ring = visit(next);
      if (ring) return ring;
    }
    path.pop();
    done.add(name);
    return undefined;
  };
  for (const name of before.keys()) {
    const ring = visit(name);
    if (ring) return ring;
  }
  return undefined;
}
