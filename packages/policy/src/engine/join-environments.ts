import { compareFindings, compareText, type Finding } from "@towpath/core";

/** One finding for a line: those that differ only in their environments become one, and all are put in their order. */
export function joinEnvironments(findings: readonly Finding[]): readonly Finding[] {
  const groups = Map.groupBy(findings, ({ environments: _, ...rest }) => JSON.stringify(rest));
  const joined = [...groups.values()].flatMap((group) => {
    const [first] = group;
    const environments = new Set(group.flatMap((finding) => finding.environments));
    return first ? [{ ...first, environments: [...environments].sort(compareText) }] : [];
  });
  return joined.sort(compareFindings);
}
