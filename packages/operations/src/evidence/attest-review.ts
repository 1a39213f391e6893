import type { Effects } from "@towpath/core";
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

/** Judges what the server knows of the commits that go out, and puts that on record. */
export async function attestReview(
  evidence: Evidence,
  facts: ReviewFacts,
  effects: Effects,
): Promise<SourceReviewPredicate> {
  const found = sourceReview(facts, { bots: evidence.rules?.bots ?? [] });
  if (isCommit(facts.head))
    await attest(evidence, [statement([commitSubject(facts.head)], "source-review", found)], effects);
  return found;
}
