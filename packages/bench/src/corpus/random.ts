/** Numbers that look random and are the same in every run. */
export interface Random {
  /** A whole number from 0 up to, and not, `end`. */
  below(end: number): number;
  /** True in `share` of all cases. */
  chance(share: number): boolean;
  one<T>(of: readonly [T, ...T[]]): T;
}

/** @param seed a whole number; the sequence is Marsaglia's xorshift32 ("Xorshift RNGs", 2003) */
export function randomFrom(seed: number): Random {
  let state = (Math.imul(seed + 1, 0x9e3779b1) ^ 0x5bd1e995) | 1;
  const next = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
  return {
    below: (end) => Math.floor(next() * end),
    chance: (share) => next() < share,
    one: (of) => of[Math.floor(next() * of.length)] ?? of[0],
  };
}
