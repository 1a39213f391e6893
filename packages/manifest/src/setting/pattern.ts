import { linearPattern, NotLinear } from "./linear-pattern.ts";

/** Texts longer than this are not matched: a pattern's cost stays bounded. */
export const LONGEST_MATCHED = 1_000;

const LONGEST_PATTERN = 1_000;

/** How many patterns are kept as they are matched: a platform has few, which thousands of documents are held against. */
const MOST_KEPT = 1_000;

type Usable = { readonly fits: (text: string) => boolean } | { readonly flaw: string };

const kept = new Map<string, Usable>();

/** Why a pattern may not be used: it is none, or it cannot be matched in linear time. */
export function patternFlaw(pattern: string): string | undefined {
  const usable = usableOf(pattern);
  return "flaw" in usable ? usable.flaw : undefined;
}

/** Whether a text fits a pattern. A pattern that may not be used fits everything: its type's file has a finding already. */
export function fitsPattern(pattern: string, text: string): boolean {
  const usable = usableOf(pattern);
  return "flaw" in usable || usable.fits(text);
}

function usableOf(pattern: string): Usable {
  const known = kept.get(pattern);
  if (known) return known;
  if (kept.size >= MOST_KEPT) kept.clear();
  const usable = read(pattern);
  kept.set(pattern, usable);
  return usable;
}

function read(pattern: string): Usable {
  if (pattern.length > LONGEST_PATTERN)
    return { flaw: `is longer than ${LONGEST_PATTERN.toLocaleString("en")} characters` };
  try {
    new RegExp(pattern, "u");
  } catch {
    return { flaw: "is no regular expression" };
  }
  const flaw = editorFlaw(pattern);
  if (flaw !== undefined) return { flaw };
  try {
    return { fits: linearPattern(pattern) };
  } catch (error) {
    if (error instanceof NotLinear) return { flaw: error.message };
    throw error;
  }
}

/** What is matched in time here and would still keep an editor busy: its schema has the pattern, too. */
function editorFlaw(pattern: string): string | undefined {
  const plain = pattern.replace(/\\./gu, "x").replace(/\[[^\]]*\]/gu, "x");
  if (/\([^()]*[*+{|][^()]*\)[*+{]/u.test(plain) || /\)[*+{][^()]*\)[*+{]/u.test(plain))
    return "repeats a group that holds a repetition or a choice, which can take for ever";
  if ((plain.match(/[*+]|\{\d+,\}/gu) ?? []).length > 6) return "has more than six repetitions without an end";
  return undefined;
}
