const done = new WeakSet<object>();

/**
 * Makes plain data unchangeable, all the way down: a rule that changed what it looks at would decide what the next one sees, and what
 * is applied.
 *
 * @param readsAll also what is worked out when somebody reads it, and kept
 */
export function frozen(value: unknown, readsAll = false): void {
  const open: unknown[] = [value];
  for (let next = open.pop(); open.length > 0 || next !== undefined; next = open.pop()) {
    if (typeof next !== "object" || next === null || done.has(next) || !isPlain(next)) continue;
    done.add(next);
    Object.freeze(next);
    for (const [name, { value: below, get }] of Object.entries(Object.getOwnPropertyDescriptors(next)))
      open.push(get && readsAll ? Reflect.get(next, name) : below);
  }
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === Array.prototype || prototype === null;
}
