import { compareFindings, compareText, type Finding } from "@towpath/core";

/**
 * Joins findings that are equal but for their environments: one finding for a line. One that holds regardless of the
 * environment stays so. Ordered by place.
 */
export function mergeFindings(findings: Iterable<Finding>): readonly Finding[] {
  const merged = new Map<string, Finding>();
  for (const one of findings) {
    const { environments: _, ...rest } = one;
    const key = JSON.stringify(rest);
    const before = merged.get(key);
    merged.set(key, before ? { ...before, environments: union(before.environments, one.environments) } : one);
  }
  return [...merged.values()].sort(compareFindings);
}

function union(a: readonly string[], b: readonly string[]): readonly string[] {
  if (a.length === 0 || b.length === 0) return [];
  return [...new Set([...a, ...b])].sort(compareText);
}
