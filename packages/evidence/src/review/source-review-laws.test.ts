import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Account, CommitFacts, PullFacts, ReviewGiven } from "./review-facts.ts";
import {
  ADA,
  BASE,
  bot,
  by,
  EARLIER,
  EVE,
  facts,
  GRACE,
  HEAD,
  MAIN,
  MERGE,
  made,
  review,
  sha,
  squashed,
  user,
} from "./testing/review-sketch.ts";

describe("whatever the facts are", () => {
  const anyone = fc.constantFrom<Account | undefined>(
    ADA,
    GRACE,
    EVE,
    bot("dependabot[bot]"),
    bot("evil[bot]"),
    user("web-flow"),
    undefined,
  );
  const anySha = fc.constantFrom(BASE, MERGE, HEAD, EARLIER, MAIN);
  const people = fc.record({
    sha: anySha,
    author: anyone.map(by),
    committer: anyone.map(by),
    coAuthors: fc.array(anyone.map(by), { maxLength: 2 }),
    isVerified: fc.boolean(),
  });
  const anyReview: fc.Arbitrary<ReviewGiven> = fc.record({
    by: anyone,
    state: fc.constantFrom("APPROVED", "APPROVED", "CHANGES_REQUESTED", "DISMISSED", "COMMENTED"),
    commit: fc.option(anySha, { nil: undefined }),
    association: fc.constantFrom("OWNER", "MEMBER", "COLLABORATOR", "CONTRIBUTOR", "NONE"),
  });
  const anyPull: fc.Arbitrary<PullFacts> = fc.record({
    number: fc.integer({ min: 1, max: 9 }),
    isMerged: fc.boolean(),
    mergeCommit: fc.option(anySha, { nil: undefined }),
    headAtMerge: fc.option(anySha, { nil: undefined }),
    author: anyone,
    lastPusher: anyone,
    commits: fc.option(fc.array(people, { maxLength: 3 }), { nil: undefined }),
    reviews: fc.option(fc.array(anyReview, { maxLength: 4 }), { nil: undefined }),
  });
  const anyCommit: fc.Arbitrary<CommitFacts> = fc
    .tuple(people, fc.array(anySha, { maxLength: 2 }), fc.array(anyPull, { maxLength: 2 }))
    .map(([one, parents, pulls]) => ({ ...one, parents, pulls }));
  const anyFacts = fc.array(anyCommit, { maxLength: 3 }).map((commits) => facts(commits));
  const likely = anyReview.map((one) => ({ ...one, commit: one.commit ?? HEAD }));
  const someFacts = fc.oneof(
    anyFacts,
    fc.array(likely, { maxLength: 4 }).map((reviews) => facts([squashed({ reviews })])),
  );

  test("each commit that holds has a person who approved its head and had no hand in it", () => {
    let count = 0;
    fc.assert(
      fc.property(someFacts, (found) => {
        for (const one of review(found).commits.filter(({ held }) => held)) {
          count += 1;
          const pulls = found.commits.filter(({ sha: it }) => it === one.sha).flatMap((commit) => commit.pulls);
          for (const reviewer of one.reviewers) {
            expect(one.contributors).not.toContain(reviewer);
            const isRight = pulls.some(
              ({ reviews = [], headAtMerge, author, lastPusher }) =>
                reviews.some(
                  (given) =>
                    given.by?.login === reviewer &&
                    given.by.type === "User" &&
                    given.state === "APPROVED" &&
                    given.commit === headAtMerge,
                ) &&
                author?.login !== reviewer &&
                lastPusher?.login !== reviewer,
            );
            expect(isRight).toBe(true);
          }
          expect(one.reviewers).not.toEqual([]);
        }
      }),
      { numRuns: 500 },
    );
    expect(count).toBeGreaterThan(5);
  });

  test("to know less never makes it hold", () => {
    const forget = fc.constantFrom<(one: PullFacts) => PullFacts>(
      (one) => ({ ...one, reviews: undefined }),
      (one) => ({ ...one, commits: undefined }),
      (one) => ({ ...one, author: undefined }),
      (one) => ({ ...one, lastPusher: undefined }),
      (one) => ({ ...one, headAtMerge: undefined }),
      (one) => ({ ...one, isMerged: false }),
      (one) => ({ ...one, reviews: one.reviews?.slice(0, 0) }),
    );
    fc.assert(
      fc.property(someFacts, forget, (found, less) => {
        const known = { ...found, commits: found.commits.map((one) => ({ ...one, pulls: one.pulls.map(less) })) };
        expect(review(known).held).toBe(false || (found.commits.length === 0 && review(found).held));
      }),
      { numRuns: 200 },
    );
  });

  test("one more commit that nobody reviewed makes all of it not hold", () => {
    fc.assert(
      fc.property(someFacts, (found) => {
        const more = { ...made(sha("e"), ADA), parents: [], pulls: [] };
        expect(review({ ...found, commits: [...found.commits, more], total: found.total + 1 }).held).toBe(false);
      }),
      { numRuns: 100 },
    );
  });
});
