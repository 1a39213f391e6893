import { predicateOf, type SourceReviewPredicate } from "@towpath/evidence";
import { statementsAbout } from "./believed-statements.ts";
import type { Evidence } from "./open-evidence.ts";

/**
 * What is on record, and believed, of who reviewed the commits of a way.
 *
 * @param base what served before; null where nothing did
 */
export async function reviewOnRecord(
  { record, trust }: Evidence,
  base: string | null,
  head: string,
): Promise<SourceReviewPredicate | undefined> {
  const looked = await statementsAbout(record, await record.entries(), [`git:${head}`], "source-review", trust);
  for (const one of looked) {
    const said = "believed" in one ? predicateOf(one.believed.statement, "source-review") : undefined;
    if (said && said.base === base && said.head === head) return said;
  }
  return undefined;
}
