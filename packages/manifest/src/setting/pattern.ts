/** Texts longer than this are not matched: a pattern's cost stays bounded. */
export const LONGEST_MATCHED = 1_000;

/** Why a pattern may not be used: it is none, or matching it could take more than linear time. */
export function patternFlaw(pattern: string): string | undefined {
  try {
    new RegExp(pattern, "u");
  } catch {
    return "is no regular expression";
  }
  const plain = pattern.replace(/\\[^1-9k]/gu, "x").replace(/\[[^\]]*\]/gu, "x");
  if (/\\[1-9k]/u.test(plain)) return "refers back to a group, which can take for ever";
  if (/\(\?[=!<]/u.test(plain)) return "looks ahead or behind, which is not allowed";
  if (/\([^()]*[*+{|][^()]*\)[*+{]/u.test(plain) || /\)[*+{][^()]*\)[*+{]/u.test(plain))
    return "repeats a group that holds a repetition or a choice, which can take for ever";
  if ((plain.match(/[*+]|\{\d+,\}/gu) ?? []).length > 6) return "has more than six repetitions without an end";
  return undefined;
}

/** Whether a text fits a pattern. A pattern that may not be used fits everything: its type's file has a finding already. */
export function fitsPattern(pattern: string, text: string): boolean {
  return patternFlaw(pattern) !== undefined || new RegExp(pattern, "u").test(text);
}
