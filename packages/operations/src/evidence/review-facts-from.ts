import type { Effects } from "@towpath/core";
import type { ReviewFacts } from "@towpath/evidence";
import type { RepositoryAccess } from "../publish/repository-access.ts";

/** Asks GitHub how the commits after `base` came to be, up to `head`. */
export type AskReviews = (base: string | null, head: string) => Promise<ReviewFacts>;

/** What asks GitHub; undefined where it is not known whom to ask. */
export function reviewFactsFrom(github: RepositoryAccess | undefined, effects: Effects): AskReviews | undefined {
  if (!github) return undefined;
  return async (base, head) => {
    const { reviewFacts } = await import("../publish/review/review-facts.ts");
    return await reviewFacts({ ...github, base, head }, effects);
  };
}
