const done = new WeakSet<object>();

/**
 * Makes plain data unchangeable, all the way down: a rule that changed what it looks at would decide what the next one sees, and what
 * is applied. Values that are worked out when somebody reads them stay that.
 */
export function frozen(value: unknown): void {
  const open: unknown[] = [value];
  for (let next = open.pop(); open.length > 0 || next !== undefined; next = open.pop()) {
    if (typeof next !== "object" || next === null || done.has(next) || !isPlain(next)) continue;
    done.add(next);
    Object.freeze(next);
    for (const { value: below } of Object.values(Object.getOwnPropertyDescriptors(next)))
      if (typeof below === "object" && below !== null) open.push(below);
  }
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === Array.prototype || prototype === null;
}
