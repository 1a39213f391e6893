import type { GraphDifference } from "@towpath/manifest/difference";
import type { Section } from "@towpath/report";
import { changeLine, worstFirst } from "./change-line.ts";
import { planSummary, worstOf } from "./plan-sections.ts";

/** What two graphs were compared for, and that this is no plan. */
const NO_PLAN =
  "This is the difference of two graphs, not a plan: what is really there was not looked at, and it cannot be applied.";

/**
 * What differs between two graphs as a person reads it, the worst first.
 *
 * @param against what it was held against, in words: `main (3f2a91c0de12)`
 */
export function graphDifferenceSections(difference: GraphDifference, against: string): readonly Section[] {
  const { changes, service, environment, digest } = difference;
  const fields: Section = {
    kind: "fields",
    fields: [
      { name: "held against", value: against },
      { name: "difference", value: digest },
    ],
  };
  const label: Section = { kind: "lines", lines: [NO_PLAN] };
  if (changes.length === 0) return [label, fields];
  return [
    label,
    {
      kind: "changes",
      title: `Difference for ${service} in ${environment}`,
      summary: `${planSummary(difference)}. ${worstOf(changes)}`,
      changes: worstFirst(changes).map(changeLine),
    },
    fields,
  ];
}
