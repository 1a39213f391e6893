import { expect, test } from "vitest";
import { writeCommits } from "../github/git-folder.ts";
import { faults } from "../github/index.ts";
import { converse } from "./testing/conversation.ts";

const anna = { name: "Anna", email: "7+anna@users.noreply.github.com" };
const ben = { name: "Ben", email: "ben@acme.example" };

test("every commit between two, beyond the 250 of one answer", async () => {
  await using talk = await converse({ mostPerPage: 100 });
  const { repository, github } = talk;
  const base = (await repository.commitOf("main")) ?? "";
  const messages = Array.from({ length: 253 }, (_, index) => `Commit ${index}`);
  const head = await writeCommits(repository.folder, "long", messages, base);
  const found = await github.compare(base, head);
  expect(found).toMatchObject({ status: "ahead", total: 253, isComplete: true });
  expect(found.commits.map(({ message }) => message)).toEqual(messages);
  expect(found.commits.at(-1)?.sha).toBe(head);
  expect(talk.server.requests).toHaveLength(3);
}, 60_000);

test("how two commits stand to each other", async () => {
  await using talk = await converse();
  const status = async (base: string, head: string) => (await talk.github.compare(base, head)).status;
  expect(await status("main", "main")).toBe("identical");
  expect(await status("main", "feature")).toBe("ahead");
  expect(await status("feature", "main")).toBe("behind");
  await talk.repository.commit("other", { b: "1" }, { from: "main" });
  expect(await status("feature", "other")).toBe("diverged");
  await expect(status("main", "nowhere")).rejects.toMatchObject({ code: "github/not-found" });
  for (const hostile of ["main...evil", "mallory:main", "../../x", "a..b"])
    await expect(status("main", hostile)).rejects.toMatchObject({ code: "github/request" });
});

test("more commits counted than listed are said to be more", async () => {
  await using talk = await converse();
  const { status, body } = { status: 200, body: { status: "ahead", total_commits: 3, commits: [] } };
  talk.server.order({ path: /compare/, fault: { kind: "answer", status, body } });
  expect(await talk.github.compare("main", "feature")).toMatchObject({ total: 3, commits: [], isComplete: false });
});

test("who made a commit: accounts by their addresses, co-authors by what the message says", async () => {
  await using talk = await converse();
  talk.server.addAccount({ login: "ben", type: "User" }, ben.email);
  const message = "Change\n\nCo-authored-by: Carl <carl@acme.example>\nCo-authored-by: Ben <ben@acme.example>";
  const sha = await talk.repository.commit("feature", { b: "1" }, { author: anna, committer: ben, message });
  talk.repository.verified.add(sha);
  await talk.repository.commit("feature", { b: "2" }, { author: { name: "anna", email: "evil@example.org" } });
  const { commits } = await talk.github.compare(talk.head, "feature");
  expect(commits).toMatchObject([
    {
      sha,
      parents: [talk.head],
      author: { name: "Anna", account: { login: "anna", type: "User" } },
      committer: { name: "Ben", account: { login: "ben", type: "User" } },
      coAuthors: [{ name: "Carl" }, { name: "Ben", email: "ben@acme.example" }],
      isVerified: true,
    },
    { author: { name: "anna", account: undefined }, coAuthors: [], isVerified: false },
  ]);
});

test.each(["merge", "squash", "rebase"] as const)(
  "a pull request that was merged by %s, and its commits",
  async (method) => {
    await using talk = await converse();
    const { repository, github } = talk;
    await repository.commit("feature", { b: "1" }, { author: anna, by: "ben" });
    await repository.openPull({ number: 1, head: "feature", login: "anna" });
    await repository.commit("main", { c: "1" });
    const before = (await repository.commitOf("main")) ?? "";
    const headAtMerge = (await repository.commitOf("feature")) ?? "";
    const merge = await repository.mergePull(1, { by: "carl", method });
    await repository.commit("feature", { b: "after" });
    expect(await github.pullRequest(1)).toMatchObject({
      isMerged: true,
      isOpen: false,
      mergeCommit: merge,
      mergedBy: { login: "carl", type: "User" },
      head: { sha: headAtMerge },
    });
    const { commits } = await github.compare(before, merge);
    expect(commits).toHaveLength({ merge: 3, squash: 1, rebase: 2 }[method]);
    for (const { sha } of commits)
      expect(await github.pullsOf(sha)).toMatchObject([
        { number: 1, isMerged: true, mergeCommit: merge, author: { login: "anna" }, head: { sha: headAtMerge } },
      ]);
    expect(await github.pullsOf(before)).toEqual([]);
    const own = await github.commitsOf(1);
    expect(own).toMatchObject({ isComplete: true, commits: [{ sha: talk.head }, { sha: headAtMerge }] });
    expect(await github.pushesTo("feature")).toMatchObject([
      { by: { login: "anna" } },
      { after: headAtMerge, by: { login: "ben" } },
    ]);
    expect((await github.filesOfCommit(headAtMerge)).files).toMatchObject([{ path: "b", status: "added" }]);
  },
);

test("a pull request that is open says no commit that merging made", async () => {
  await using talk = await converse();
  expect(await talk.github.pullsOf(talk.head)).toMatchObject([
    { number: 1, isMerged: false, mergeCommit: undefined, mergedAt: undefined },
  ]);
  expect(await talk.github.pullRequest(1)).toMatchObject({ isMerged: false, mergeCommit: undefined });
});

test("the files of a commit end where a page brings nothing new", async () => {
  await using talk = await converse({ hasLinks: false });
  const files = Object.fromEntries(Array.from({ length: 130 }, (_, index) => [`file-${index}`, "x"]));
  const sha = await talk.repository.commit("feature", files);
  const { files: found, isComplete } = await talk.github.filesOfCommit(sha);
  expect([found.length, new Set(found.map(({ path }) => path)).size, isComplete]).toEqual([130, 130, true]);
});

test("a server that gives the same files for every page is asked twice", async () => {
  await using talk = await converse();
  const file = { status: "added", sha: talk.head, additions: 0, deletions: 0, changes: 0 };
  const files = Array.from({ length: 120 }, (_, index) => ({ ...file, filename: `file-${index}` }));
  talk.server.order({ path: /commits/, times: 99, fault: { kind: "answer", status: 200, body: { files } } });
  expect((await talk.github.filesOfCommit(talk.head)).files).toHaveLength(120);
  expect(talk.server.requests).toHaveLength(2);
});

test("check runs of one name come with the app that made them", async () => {
  await using talk = await converse();
  const run = {
    name: "Towpath plan",
    commit: talk.head,
    conclusion: "success",
    output: { title: "t", summary: "s" },
  } as const;
  await talk.github.createCheckRun({ ...run, externalId: "1" });
  const other = talk.open({ token: talk.server.addToken({ account: { login: "evil-app[bot]", type: "Bot" } }) });
  await other.createCheckRun({ ...run, externalId: "2", output: { ...run.output, text: "forged" } });
  await talk.github.createCheckRun({ ...run, name: "Towpath", externalId: "3" });
  expect(await talk.github.checkRunsOf(talk.head, "Towpath plan")).toMatchObject([
    { externalId: "1", app: "github-actions", isCompleted: true, conclusion: "success", text: "" },
    { externalId: "2", app: "evil-app", text: "forged" },
  ]);
});

test("everybody of a team; nobody where the token may not look", async () => {
  await using talk = await converse();
  talk.server.addTeam({ org: "acme", slug: "security", members: ["anna", "ben"], pending: ["carl"] });
  expect(await talk.github.teamMembers("acme", "security")).toEqual({ answer: "members", logins: ["anna", "ben"] });
  expect(await talk.github.teamMembers("acme", "nobody")).toMatchObject({ answer: "unknown" });
  const blind = talk.open({ token: talk.server.addToken({ permissions: {} }) });
  expect(await blind.teamMembers("acme", "security")).toMatchObject({
    answer: "unknown",
    hint: expect.stringContaining("Members: read"),
  });
  talk.server.order({ times: 9, fault: faults.unavailable() });
  await expect(talk.github.teamMembers("acme", "security")).rejects.toMatchObject({ code: "github/unavailable" });
});
