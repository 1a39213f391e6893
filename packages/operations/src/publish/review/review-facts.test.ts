import { sourceReview } from "@towpath/evidence";
import { hostileStrings } from "@towpath/testkit";
import { faults, type KeptReview } from "@towpath/testkit/github";
import { describe, expect, test } from "vitest";
import { type Publishing, publishing } from "../testing/publishing.ts";
import { reviewFacts } from "./review-facts.ts";

const ADA = { name: "Ada", email: "1+ada@users.noreply.github.com" };
const GRACE = { name: "Grace", email: "grace@acme.example" };

interface Desk extends Publishing {
  /** What was deployed before. */
  readonly base: string;
  facts(head?: string, base?: string | null): ReturnType<typeof reviewFacts>;
  /** Whether four eyes saw it, and why not. */
  held(head?: string): Promise<{ readonly held: boolean; readonly reasons: readonly string[] }>;
  /** Ada's pull request with one commit, approved by Grace where nothing else is said. */
  propose(number: number, review?: Partial<KeptReview> | null): Promise<string>;
}

async function desk(): Promise<Desk> {
  const made = await publishing();
  const { github, repository } = made;
  github.addAccount({ login: "grace", type: "User" }, GRACE.email);
  const base = (await repository.commitOf("main")) ?? "";
  const facts: Desk["facts"] = async (head, from = base) =>
    await reviewFacts(
      { ...made.access, base: from, head: head ?? (await repository.commitOf("main")) ?? "" },
      made.effects,
    );
  return {
    ...made,
    base,
    facts,
    held: async (head) => sourceReview(await facts(head), { bots: [] }),
    propose: async (number, review = {}) => {
      const branch = `change-${number}`;
      const head = await repository.commit(
        branch,
        { [`file-${number}`]: "x\n" },
        { from: "main", author: ADA, committer: ADA, by: "ada", message: `Change ${number}` },
      );
      await repository.openPull({ number, head: branch, login: "ada" });
      if (review)
        repository.reviews.push({
          id: 100 + number,
          pull: number,
          account: { login: "grace", type: "User" },
          state: "APPROVED",
          commit: head,
          body: "",
          submitted: "2026-11-22T09:00:00Z",
          ...review,
        });
      return head;
    },
    [Symbol.asyncDispose]: () => made[Symbol.asyncDispose](),
  };
}

describe("four eyes hold", () => {
  test.each(["merge", "squash", "rebase"] as const)("merged by %s", async (method) => {
    await using at = await desk();
    const head = await at.propose(7);
    await at.repository.commit("main", { other: "1" }, { author: ADA, by: "ada" });
    const deployed = (await at.repository.commitOf("main")) ?? "";
    const merge = await at.repository.mergePull(7, { by: "carl", method });
    const facts = await at.facts(merge, deployed);
    expect(facts).toMatchObject({
      repository: "acme/orders",
      comparison: "ahead",
      total: method === "merge" ? 2 : 1,
    });
    expect(facts).not.toHaveProperty("gap");
    expect(facts.commits.at(-1)?.pulls).toMatchObject([
      {
        number: 7,
        isMerged: true,
        mergeCommit: merge,
        headAtMerge: head,
        author: { login: "ada", type: "User" },
        lastPusher: { login: "ada", type: "User" },
        commits: [{ sha: head, author: { account: { login: "ada" }, shown: "Ada" } }],
        reviews: [{ by: { login: "grace", type: "User" }, state: "APPROVED", commit: head, association: "MEMBER" }],
      },
    ]);
    expect(facts.commits.at(-1)?.sameChangeAs).toBe(method === "rebase" ? head : undefined);
    expect(sourceReview(facts, { bots: [] })).toMatchObject({ held: true, reasons: [] });
  });

  test("over several pull requests, with as few requests as it takes", async () => {
    await using at = await desk();
    for (const number of [7, 8, 9]) {
      await at.propose(number);
      await at.repository.mergePull(number, { by: "carl" });
    }
    const before = at.github.requests.length;
    expect(await at.held()).toMatchObject({ held: true, reasons: [] });
    // One comparison; for each pull request what it is, its reviews, its commits and who pushed it.
    expect(at.github.requests.length - before).toBe(1 + 3 * 4);
  });

  test("for a first deployment, of what its last change brought", async () => {
    await using at = await desk();
    await at.propose(7);
    const merge = await at.repository.mergePull(7, { by: "carl" });
    const facts = await at.facts(merge, null);
    expect(facts).toMatchObject({ base: null, comparison: "first", total: 2 });
    expect(sourceReview(facts, { bots: [] }).held).toBe(true);
    expect(await at.facts(at.base, null)).toMatchObject({ comparison: "first", total: 1 });
  });

  test("where nothing new goes out, and where it goes back", async () => {
    await using at = await desk();
    expect(await at.held(at.base)).toMatchObject({ held: true });
    const next = await at.repository.commit("main", { a: "1" });
    expect(await at.facts(at.base, next)).toMatchObject({ comparison: "behind", total: 0, commits: [] });
  });
});

test("of a pull request from a fork the fork says who pushed; of one that is gone nobody does", async () => {
  await using at = await desk();
  const head = await at.propose(7);
  const fork = await at.github.addRepository({
    owner: "ada",
    name: "orders",
    folder: at.repository.folder,
    isPrivate: false,
  });
  await at.repository.openPull({ number: 7, head: "change-7", login: "ada", fork: "ada/orders" });
  const merge = await at.repository.mergePull(7, { by: "carl" });
  const [pushed] = at.repository.activities.filter(({ after }) => after === head);
  if (!pushed) throw new Error("Nobody pushed.");
  fork.activities.push(pushed);
  at.repository.activities.splice(0);
  expect((await at.facts(merge)).commits.at(-1)?.pulls).toMatchObject([{ lastPusher: { login: "ada" } }]);
  expect(await at.held(merge)).toMatchObject({ held: true });
  for (const gone of ["gone/orders", null]) {
    const [pull] = at.repository.pulls.filter(({ number }) => number === 7);
    Object.assign(pull ?? {}, { headRepository: gone });
    expect((await at.held(merge)).reasons.join()).toMatch(/who pushed last/);
  }
});

describe("four eyes do not hold", () => {
  test("for a direct push among reviewed changes", async () => {
    await using at = await desk();
    await at.propose(7);
    await at.repository.mergePull(7, { by: "carl" });
    const pushed = await at.repository.commit("main", { backdoor: "1" }, { author: ADA, by: "ada" });
    await at.propose(8);
    await at.repository.mergePull(8, { by: "carl" });
    expect(await at.held()).toMatchObject({
      held: false,
      reasons: [expect.stringContaining(`${pushed.slice(0, 12)}: no merged pull request brought it`)],
    });
  });

  test.each<[string, Partial<KeptReview> | null]>([
    ["nobody looked at it", null],
    ["the author approved", { account: { login: "ada", type: "User" } }],
    ["a bot approved", { account: { login: "helper[bot]", type: "Bot" } }],
    ["an earlier commit was approved", { commit: "f".repeat(40) }],
    ["the approval was dismissed", { state: "DISMISSED" }],
    ["somebody approved who has no part in the repository", { association: "NONE" }],
  ])("%s", async (_, review) => {
    await using at = await desk();
    await at.propose(7, review);
    await at.repository.mergePull(7, { by: "carl" });
    expect((await at.held()).held).toBe(false);
  });

  test("where the approver pushed to it last, also when another moves the branch there afterwards", async () => {
    await using at = await desk();
    await at.propose(7);
    const head = await at.repository.commit("change-7", { more: "1" }, { author: ADA, committer: ADA, by: "grace" });
    await at.repository.openPull({ number: 7, head: "change-7", login: "ada" });
    for (const review of at.repository.reviews) Object.assign(review, { commit: head });
    await at.repository.mergePull(7, { by: "carl" });
    expect((await at.held()).reasons.join()).toMatch(/grace/);
    const [last] = at.repository.activities.filter(({ after }) => after === head);
    if (!last) throw new Error("Nobody pushed.");
    at.repository.activities.push({
      ...last,
      id: 99,
      type: "branch_creation",
      account: { login: "mallory", type: "User" },
    });
    const facts = await at.facts();
    expect(facts.commits.at(-1)?.pulls[0]).toMatchObject({
      pushers: [{ login: "mallory" }, { login: "grace" }, { login: "ada" }],
    });
    expect(sourceReview(facts, { bots: [] }).held).toBe(false);
  });

  test("where only GitHub knows whose address the approver, a co-author, has", async () => {
    await using at = await desk();
    at.github.addAccount({ login: "grace", type: "User" }, "grace@home.example");
    const message = "Change 7\n\nCo-authored-by: Somebody <grace@home.example>";
    const head = await at.repository.commit(
      "c",
      { a: "1" },
      { from: "main", author: ADA, committer: ADA, by: "ada", message },
    );
    await at.propose(7, { commit: head });
    await at.repository.openPull({ number: 7, head: "c", login: "ada" });
    await at.repository.mergePull(7, { by: "carl" });
    const { held, reasons } = await at.held();
    expect([held, reasons.join()]).toEqual([false, expect.stringMatching(/grace had a hand/)]);
  });

  test.each([
    ["by an address that GitHub links", "Grace <grace@acme.example>", /grace/],
    ["by GitHub's own address", "Grace <9+grace@users.noreply.github.com>", /grace/],
    ["by an address of nobody's", "Somebody <somebody@elsewhere.example>", /co-author .*Somebody/],
  ])("where the approver is a co-author, %s", async (_, who, reason) => {
    await using at = await desk();
    await at.propose(7);
    await at.repository.commit("main", { known: "1" }, { author: GRACE, by: "grace" });
    const base = (await at.repository.commitOf("main")) ?? "";
    const trailer = { message: `More\n\nCo-authored-by: ${who}`, author: ADA, committer: ADA, by: "ada" };
    await at.repository.commit("change-7", { g: "1" }, { author: GRACE, committer: ADA, by: "ada" });
    const head = await at.repository.commit("change-7", { more: "1" }, trailer);
    await at.repository.openPull({ number: 7, head: "change-7", login: "ada" });
    for (const review of at.repository.reviews) Object.assign(review, { commit: head });
    const merge = await at.repository.mergePull(7, { by: "carl", method: "squash" });
    const { held, reasons } = sourceReview(await at.facts(merge, base), { bots: [] });
    expect([held, reasons.join()]).toEqual([false, expect.stringMatching(reason)]);
    expect(reasons.join()).not.toContain("@");
    // GitHub is asked only for what no commit and no address says.
    expect(at.github.requests.filter(({ body }) => String(Object(body).query).includes("authors")).length > 0).toBe(
      who.includes("elsewhere"),
    );
  });

  test("for a rebased commit that is not what was reviewed", async () => {
    await using at = await desk();
    await at.propose(7);
    await at.repository.mergePull(7, { by: "carl", method: "rebase" });
    const [pull] = at.repository.pulls.filter(({ number }) => number === 7);
    const forged = await at.repository.commit("main", { evil: "1" }, { author: ADA, message: "Change 7", by: "carl" });
    if (pull?.merged) pull.merged = { ...pull.merged, introduced: [...pull.merged.introduced, forged] };
    const { held, reasons } = await at.held(forged);
    expect([held, reasons]).toEqual([false, [expect.stringContaining(forged.slice(0, 12))]]);
  });
});

describe("what GitHub does not say is left out, and said to be", () => {
  test.each([
    ["the comparison", /compare/],
    ["the pull requests of a commit", /commits\/\w+\/pulls/],
    ["the reviews", /reviews/],
    ["the commits of a pull request", /pulls\/\d+\/commits/],
    ["who pushed", /activity/],
  ])("%s", async (_, path) => {
    await using at = await desk();
    await at.propose(7);
    await at.repository.mergePull(7, { by: "carl" });
    const isLong = Boolean(process.env["TOWPATH_LONG"]);
    for (const fault of [
      faults.unavailable(502),
      faults.readOnly,
      ...(isLong ? [faults.tooMany(9000), faults.half] : []),
    ]) {
      at.github.order({ path, times: 99, fault });
      const facts = await at.facts();
      expect(facts).toMatchObject({ gap: expect.any(String) });
      expect(sourceReview(facts, { bots: [] }).held).toBe(false);
      at.github.clearFaults();
    }
    expect((await at.held()).held).toBe(true);
  });

  test("commits that it counts and does not list; a commit that it does not have", async () => {
    await using at = await desk();
    const body = { status: "ahead", total_commits: 300, commits: [] };
    at.github.order({ path: /compare/, fault: { kind: "answer", status: 200, body } });
    expect(await at.facts()).toMatchObject({ total: 300, gap: "GitHub counts 300 commits and lists 0 of them." });
    expect(await at.facts("f".repeat(40))).toMatchObject({ gap: expect.stringContaining("Not Found") });
  });

  test("a run that is cancelled says nothing", async () => {
    await using at = await desk();
    at.abort.abort(new Error("cancelled"));
    await expect(at.facts()).rejects.toThrow("cancelled");
  });
});

test("hostile names and messages are no one's approval", async () => {
  await using at = await desk();
  for (const [index, { text }] of hostileStrings.slice(0, 25).entries()) {
    const name = text.replace(/[<>\n\0]/g, " ").trim() || "x";
    await at.repository.commit(
      "main",
      { [`h-${index}`]: "1" },
      {
        message: `${text}\n\nCo-authored-by: ${name} <grace@acme.example>`.replaceAll("\0", ""),
        author: { name, email: "grace@acme.example" },
        by: "ada",
      },
    );
  }
  const facts = await at.facts();
  expect(facts.total).toBe(25);
  expect(facts).not.toHaveProperty("gap");
  const { held, reasons } = sourceReview(facts, { bots: [] });
  expect([held, reasons.length]).toEqual([false, 25]);
}, 60_000);
