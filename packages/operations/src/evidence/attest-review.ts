import { canonicalJson, type Effects } from "@towpath/core";
import {
  commitSubject,
  type ReviewFacts,
  type SourceReviewPredicate,
  sourceReview,
  statement,
} from "@towpath/evidence";
import { attest } from "./attest.ts";
import { isCommit } from "./is-commit.ts";
import type { Evidence } from "./open-evidence.ts";

/**
 * Judges what the server knows of the commits that go out, and puts that on record where it is another judgement than the one
 * that is: whoever waits for an approval asks many times. Where nobody signs it is judged and no more.
 *
 * @param known what is on record of the same commits
 */
export async function attestReview(
  evidence: Evidence,
  facts: ReviewFacts,
  known: SourceReviewPredicate | undefined,
  effects: Effects,
): Promise<SourceReviewPredicate> {
  const found = sourceReview(facts, { bots: evidence.rules?.bots ?? [] });
  const isKnown = known !== undefined && canonicalJson(known) === canonicalJson(found);
  if (isCommit(facts.head) && !isKnown && !("why" in evidence.signing))
    await attest(evidence, [statement([commitSubject(facts.head)], "source-review", found)], effects);
  return found;
}
