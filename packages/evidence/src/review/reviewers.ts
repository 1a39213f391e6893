import { isSameAccount } from "./contributors.ts";
import type { ReviewGiven } from "./review-facts.ts";

/** Whose approving reviews count, and why those of others do not. */
export interface Reviewers {
  readonly counted: readonly string[];
  readonly others: readonly string[];
}

/** States in which a review takes a stand: a comment leaves the one before as it is. */
const STANDS = new Set(["APPROVED", "CHANGES_REQUESTED", "DISMISSED"]);

/** In a public repository anybody may press «approve»: it says something only where somebody belongs to it. */
const BELONGS = new Set(["OWNER", "MEMBER", "COLLABORATOR"]);

/**
 * Whose last stand approves of the very commit that was merged, and who had no hand in it.
 *
 * @param reviews the oldest first
 * @param head the head at merge
 * @param hands accounts of everybody who had a hand in it
 */
export function reviewersOf(reviews: readonly ReviewGiven[], head: string, hands: readonly string[]): Reviewers {
  const last = new Map<string, ReviewGiven>();
  for (const review of reviews)
    if (review.by && STANDS.has(review.state)) last.set(review.by.login.toLowerCase(), review);
  const counted: string[] = [];
  const others: string[] = [];
  for (const { by, state, commit, association } of last.values()) {
    if (!by || state !== "APPROVED") continue;
    const why = hands.some((hand) => isSameAccount(hand, by.login))
      ? "had a hand in it"
      : by.type !== "User"
        ? "is no person"
        : commit !== head
          ? "looked at another commit than the one that was merged"
          : BELONGS.has(association)
            ? undefined
            : "does not belong to the repository";
    if (why === undefined) counted.push(by.login);
    else others.push(`${by.login} ${why}`);
  }
  return { counted: counted.sort(), others: others.sort() };
}
