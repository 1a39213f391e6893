import type { CelKey, CelValue } from "./cel-value.ts";

/** A map as expressions see it: values are made when they are asked for, and only once. */
export class CelMap {
  /** In the order of their source. */
  readonly keys: readonly CelKey[];
  readonly #read: (key: CelKey) => CelValue | undefined;
  readonly #known: ReadonlySet<CelKey>;
  readonly #values = new Map<CelKey, CelValue>();

  /** @param read gives the value of one of the keys; may throw where it is not known yet */
  constructor(keys: readonly CelKey[], read: (key: CelKey) => CelValue | undefined) {
    this.keys = keys;
    this.#known = new Set(keys);
    this.#read = read;
  }

  /** Whether a key is there. A whole number with a fraction of nothing is that number. */
  has(key: CelValue): boolean {
    const known = keyOf(key);
    return known !== undefined && this.#known.has(known);
  }

  get(key: CelValue): CelValue | undefined {
    const known = keyOf(key);
    if (known === undefined) return undefined;
    const made = this.#values.get(known);
    if (made !== undefined || !this.#known.has(known)) return made;
    const value = this.#read(known);
    if (value !== undefined) this.#values.set(known, value);
    return value;
  }
}

function keyOf(value: CelValue): CelKey | undefined {
  if (typeof value === "string") return value;
  if (typeof value === "number") return Number.isInteger(value) ? BigInt(value) : undefined;
  return typeof value === "bigint" || typeof value === "boolean" ? value : undefined;
}
