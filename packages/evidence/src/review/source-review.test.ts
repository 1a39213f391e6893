import { describe, expect, test } from "vitest";
import { readStatement, statement } from "../statement/statement.ts";
import { commitSubject } from "../statement/subject.ts";
import type { CommitFacts, PullFacts, ReviewFacts } from "./review-facts.ts";
import {
  ADA,
  approval,
  BASE,
  BOTS,
  bot,
  by,
  EARLIER,
  EVE,
  facts,
  GITHUB,
  GRACE,
  HEAD,
  MAIN,
  MERGE,
  made,
  pull,
  review,
  squashed,
  user,
} from "./testing/review-sketch.ts";

test("a pull request that somebody else approved as it was merged holds, and the statement of it is one", () => {
  const found = review(facts([squashed()]));
  expect(found).toEqual({
    repository: "acme/orders",
    base: BASE,
    head: MERGE,
    held: true,
    reasons: [],
    commits: [{ sha: MERGE, pull: 12, held: true, contributors: ["ada"], reviewers: ["grace"] }],
    bots: BOTS,
  });
  const made = statement([commitSubject(MERGE)], "source-review", found);
  expect(readStatement(JSON.parse(JSON.stringify(made)))).toEqual(made);
});

describe("it holds", () => {
  test.each<[string, ReviewFacts]>([
    ["a merge commit by GitHub, although its author is who approved", facts([merged()])],
    ["a commit of the pull request itself", facts([{ ...made(HEAD, ADA), parents: [EARLIER], pulls: [pull()] }])],
    [
      "one that was rebased and makes the same change",
      facts([squashed({}, { ...made(MERGE, ADA, { committer: by(GRACE) }), sameChangeAs: HEAD })]),
    ],
    [
      "an approval after an objection of the same person",
      facts([squashed({ reviews: [approval(GRACE, { state: "CHANGES_REQUESTED" }), approval(GRACE)] })]),
    ],
    [
      "an approval that a comment follows",
      facts([squashed({ reviews: [approval(GRACE), approval(GRACE, { state: "COMMENTED" })] })]),
    ],
    ["one of two approvals is of somebody else", facts([squashed({ reviews: [approval(ADA), approval(GRACE)] })])],
    [
      "two pull requests, one of which is reviewed",
      facts([squashed({}, { pulls: [pull({ number: 3, reviews: [] }), pull()] })]),
    ],
    ["a bot that the platform names, reviewed by a person", facts([squashed(ofBot())])],
    ["nothing new", facts([], { head: BASE, comparison: "identical" })],
    ["a way back", facts([], { head: MAIN, comparison: "behind" })],
    ["the first deployment", facts([squashed()], { base: null, comparison: "first" })],
    ["another branch", facts([squashed()], { comparison: "diverged" })],
  ])("%s", (_, found) => {
    const { held, reasons } = review(found);
    expect({ held, reasons: reasons.filter((one) => !/first deployment|goes back|another branch/.test(one)) }).toEqual({
      held: true,
      reasons: [],
    });
  });
});

describe("it does not hold", () => {
  test.each<[string, ReviewFacts, RegExp]>([
    [
      "pushed directly",
      facts([{ ...made(MAIN, ADA), parents: [BASE], pulls: [] }]),
      /no merged pull request brought it: it was pushed directly/,
    ],
    ["a pull request that is open still", facts([squashed({ isMerged: false })]), /pushed directly/],
    ["nobody approved", facts([squashed({ reviews: [] })]), /#12: nobody else approved bbbbbbbbbbbb, which was merged/],
    ["the author approved", facts([squashed({ reviews: [approval(ADA)] })]), /ada had a hand in it/],
    [
      "the author approved in other letters",
      facts([squashed({ reviews: [approval(user("Ada"))] })]),
      /Ada had a hand in it/,
    ],
    [
      "a co-author approved",
      facts([squashed({ commits: [made(HEAD, ADA, { coAuthors: [by(GRACE)] })] })]),
      /grace had a hand/,
    ],
    [
      "who wrote an earlier commit of it approved",
      facts([squashed({ commits: [made(EARLIER, GRACE), made(HEAD, ADA)] })]),
      /grace had a hand/,
    ],
    [
      "who committed it for the author approved",
      facts([squashed({ commits: [made(HEAD, ADA, { committer: by(GRACE) })] })]),
      /grace had a hand/,
    ],
    ["who opened it approved", facts([squashed({ author: GRACE })]), /grace had a hand/],
    ["who pushed last approved", facts([squashed({ lastPusher: GRACE })]), /grace had a hand/],
    ["who pushed to it before approved", facts([squashed({ pushers: [GRACE, ADA] })]), /grace had a hand/],
    ["a trailer was put in at merge", facts([squashed({}, { coAuthors: [by(GRACE)] })]), /grace had a hand/],
    [
      "the approval is of an earlier commit",
      facts([squashed({ reviews: [approval(GRACE, { commit: EARLIER })] })]),
      /grace looked at another commit/,
    ],
    [
      "the approval is of no commit that is known",
      facts([squashed({ reviews: [approval(GRACE, { commit: undefined })] })]),
      /looked at another commit/,
    ],
    [
      "the approval was dismissed",
      facts([squashed({ reviews: [approval(GRACE), approval(GRACE, { state: "DISMISSED" })] })]),
      /nobody else approved/,
    ],
    [
      "an objection followed",
      facts([squashed({ reviews: [approval(GRACE), approval(GRACE, { state: "CHANGES_REQUESTED" })] })]),
      /nobody else approved/,
    ],
    [
      "a comment is no approval",
      facts([squashed({ reviews: [approval(GRACE, { state: "COMMENTED" })] })]),
      /nobody else approved/,
    ],
    [
      "a bot approved",
      facts([squashed({ reviews: [approval(bot("dependabot[bot]"))] })]),
      /dependabot\[bot\] is no person/,
    ],
    [
      "a passer-by approved",
      facts([squashed({ reviews: [approval(EVE, { association: "NONE" })] })]),
      /eve does not belong to the repository/,
    ],
    [
      "a contributor of before approved",
      facts([squashed({ reviews: [approval(EVE, { association: "CONTRIBUTOR" })] })]),
      /does not belong/,
    ],
    ["an account that is gone approved", facts([squashed({ reviews: [approval(undefined)] })]), /nobody else approved/],
    [
      "an author without an account",
      facts([squashed({ commits: [made(HEAD, undefined)] })]),
      /nobody knows the account of the author of bbbbbbbbbbbb \(Someone\)/,
    ],
    [
      "a co-author without an account",
      facts([squashed({ commits: [made(HEAD, ADA, { coAuthors: [by(undefined)] })] })]),
      /the co-author of/,
    ],
    [
      "a committer without an account",
      facts([squashed({ commits: [made(HEAD, ADA, { committer: by(undefined) })] })]),
      /the committer of/,
    ],
    ["who opened it is gone", facts([squashed({ author: undefined })]), /who opened it/],
    ["who pushed last is not known", facts([squashed({ lastPusher: undefined })]), /who pushed last/],
    ["its reviews are not known", facts([squashed({ reviews: undefined })]), /its reviews are not known/],
    ["not all of its commits are known", facts([squashed({ commits: undefined })]), /not all of its commits are known/],
    ["its head is not known", facts([squashed({ headAtMerge: undefined })]), /head at merge is not known/],
    ["its head is none of its commits", facts([squashed({ headAtMerge: MAIN })]), /head at merge is not known/],
    [
      "a bot that the platform does not name",
      facts([squashed(ofBot("evil[bot]"))]),
      /evil\[bot\], is a bot that the platform does not name/,
    ],
    [
      "the name of a bot in a commit",
      facts([squashed({ commits: [made(HEAD, bot("dependabot[bot]"))] })]),
      /is a bot by the name in a commit only/,
    ],
    [
      "a person's commit under a bot's name in a bot's pull request",
      facts([squashed({ ...ofBot(), commits: [made(HEAD, bot("dependabot[bot]"))], reviews: [approval(EVE)] })]),
      /signature is missing/,
    ],
    [
      "GitHub's name without its signature",
      facts([squashed({ commits: [made(HEAD, ADA, { committer: by(user("web-flow")) })] })]),
      /GitHub's own, and GitHub did not sign it/,
    ],
    [
      "an account that is no person",
      facts([squashed({ commits: [made(HEAD, { login: "old", type: "Mannequin" })] })]),
      /is of the kind Mannequin/,
    ],
    [
      "a merge by hand",
      facts([squashed({}, { ...made(MERGE, GRACE), parents: [BASE, HEAD] })]),
      /the merge was made by hand/,
    ],
    [
      "a merge by hand that calls itself GitHub's",
      facts([squashed({}, { ...made(MERGE, GRACE, { ...GITHUB, isVerified: false }), parents: [BASE, HEAD] })]),
      /made by hand/,
    ],
    [
      "a merge of another commit",
      facts([squashed({}, { parents: [BASE, MAIN] })]),
      /brought another commit than the one that was approved/,
    ],
    [
      "a commit on top of one that was reviewed",
      facts([squashed({ mergeCommit: MERGE }, { sha: MAIN })]),
      /none of its own/,
    ],
    [
      "one that was rebased and nobody compared",
      facts([squashed({}, { sha: MAIN, committer: by(GRACE), isVerified: false })]),
      /nothing says that it makes the same change/,
    ],
    [
      "one that makes the change of a commit that is not in it",
      facts([squashed({}, { sha: MAIN, sameChangeAs: BASE })]),
      /nothing says/,
    ],
    [
      "one of two commits",
      facts([squashed(), { ...made(MAIN, ADA), parents: [MERGE], pulls: [] }]),
      /^dddddddddddd: no merged/,
    ],
    ["a commit that was not listed", facts([squashed()], { total: 2 }), /2 commits go out, and 1 of them/],
    ["a commit that was listed twice", facts([squashed(), squashed()]), /2 commits go out, and 1 of them/],
    [
      "the head was not listed",
      facts([squashed()], { head: MAIN }),
      /dddddddddddd, which is to be deployed, is not among/,
    ],
    [
      "the server did not tell",
      facts([squashed()], { gap: "GitHub lists 250 commits at most." }),
      /250 commits at most/,
    ],
    ["nobody knows what was there before", facts([squashed()], { base: null }), /not known what was deployed before/],
    [
      "two commits that are said to be the same",
      facts([], { head: MAIN, comparison: "identical" }),
      /cannot be the same/,
    ],
    ["commits on the way back", facts([squashed()], { comparison: "behind" }), /where there can be none/],
    [
      "the first deployment of nothing",
      facts([], { base: null, head: MAIN, comparison: "first" }),
      /is not among the commits/,
    ],
  ])("%s", (_, found, reason) => {
    const { held, reasons } = review(found);
    expect(held).toBe(false);
    expect(
      reasons.some((one) => reason.test(one)),
      reasons.join("\n"),
    ).toBe(true);
  });
});

function merged(): CommitFacts {
  return squashed({}, { ...made(MERGE, GRACE, GITHUB), parents: [BASE, HEAD] });
}

function ofBot(login = "dependabot[bot]"): Partial<PullFacts> {
  const account = bot(login);
  return { author: account, lastPusher: account, commits: [made(HEAD, account, GITHUB)] };
}
