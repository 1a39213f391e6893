/** Beyond so many characters nobody wrote a licence. */
const LONGEST = 1_000;

/**
 * Whether a licence leaves no choice without one that is denied: of `MIT OR GPL-3.0-only` one may be taken, of
 * `MIT AND GPL-3.0-only` both hold. What is no expression is compared as it is. SPDX 3.0.1, Annex B.
 */
export function isDenied(licence: string, denied: ReadonlySet<string>): boolean {
  const tokens = licence.slice(0, LONGEST).match(/[()]|[^\s()]+/g) ?? [];
  let at = 0;
  const isWord = (word: string): boolean => tokens[at]?.toUpperCase() === word;
  const either = (depth: number): boolean => {
    let result = both(depth);
    while (isWord("OR")) {
      at += 1;
      const other = both(depth);
      result = result && other;
    }
    return result;
  };
  const both = (depth: number): boolean => {
    let result = one(depth);
    while (isWord("AND")) {
      at += 1;
      const other = one(depth);
      result = result || other;
    }
    return result;
  };
  const one = (depth: number): boolean => {
    const token = tokens[at] ?? "";
    at += 1;
    if (token === "(" && depth < 50) {
      const result = either(depth + 1);
      if (tokens[at] === ")") at += 1;
      return result;
    }
    if (isWord("WITH")) at += 2;
    return denied.has(token.toLowerCase()) || denied.has(token.toLowerCase().replace(/\+$/, ""));
  };
  return either(0);
}
