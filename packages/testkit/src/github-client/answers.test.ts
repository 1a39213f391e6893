import type { GitHub } from "@towpath/github";
import { expect, test } from "vitest";
import { converse } from "./testing/conversation.ts";

const calls: Readonly<Record<string, (github: GitHub, commit: string) => Promise<unknown>>> = {
  pullRequest: (github) => github.pullRequest(1),
  filesOf: (github) => github.filesOf(1),
  commentsOf: (github) => github.commentsOf(1),
  createComment: (github) => github.createComment(1, "b"),
  createCheckRun: (github, commit) =>
    github.createCheckRun({ name: "n", commit, externalId: "1", output: { title: "t", summary: "s" } }),
  reviewsOf: (github) => github.reviewsOf(1),
  reviewCommentsOf: (github) => github.reviewCommentsOf(1),
  isTeamMember: (github) => github.isTeamMember("acme", "security", "anna"),
  contentsAt: (github) => github.contentsAt("towpath.yaml", "main"),
  treeAt: (github) => github.treeAt("main"),
  blob: (github, commit) => github.blob(commit),
  uploadSarif: (github, commit) => github.uploadSarif({ commit, ref: "refs/heads/main", sarif: "{}" }),
  sarifStatus: (github) => github.sarifStatus("1"),
  viewer: (github) => github.viewer(),
};

test.each(Object.entries(calls))("%s: an answer of another form is an error that says so", async (_, call) => {
  await using talk = await converse();
  for (const body of [null, 7, "text", { __proto__: null, id: true }, [7], [{ login: 1 }]]) {
    if (Array.isArray(body) && call === calls["contentsAt"]) continue; // a folder
    const headers = { "content-type": "application/json" };
    const sent = typeof body === "string" ? JSON.stringify(body) : body;
    talk.server.order({ times: 1, fault: { kind: "answer", status: 200, headers, body: sent } });
    await expect(call(talk.open(), talk.head)).rejects.toMatchObject({
      name: "GitHubError",
      code: "github/answer",
      kind: "fault",
      message: expect.stringMatching(/is not (?:an object|a list|a text|a number|true or false)\.$/),
    });
  }
});

test("what GitHub refuses is told in its words, on one line", async () => {
  await using talk = await converse();
  const errors = [
    { resource: "IssueComment", field: "body", code: "custom", message: "is\nodd" },
    { field: "x", code: "missing" },
    "plain",
  ];
  talk.server.order({ fault: { kind: "answer", status: 422, body: { message: "Validation Failed", errors } } });
  await expect(talk.github.createComment(1, "b")).rejects.toMatchObject({
    code: "github/refused",
    message: 'A comment on pull request 1: GitHub says "Validation Failed; is odd; x missing; plain" (422).',
  });
  talk.server.order({
    fault: { kind: "answer", status: 403, body: { message: "Resource protected by organization SAML enforcement." } },
  });
  await expect(talk.github.createComment(1, "b")).rejects.toMatchObject({
    code: "github/forbidden",
    hint: expect.stringContaining("single sign-on"),
  });
});

test("a pull request from a fork, and one whose fork is gone", async () => {
  await using talk = await converse();
  await talk.repository.openPull({ number: 2, head: "feature", fork: "mallory/orders", isDraft: true });
  await talk.repository.openPull({ number: 3, head: "feature", fork: null, state: "closed" });
  expect(await talk.github.pullRequest(1)).toMatchObject({
    isFromFork: false,
    isOpen: true,
    isDraft: false,
    author: "anna",
  });
  expect(await talk.github.pullRequest(2)).toMatchObject({ isFromFork: true, isDraft: true });
  expect(await talk.github.pullRequest(3)).toMatchObject({
    isFromFork: true,
    isOpen: false,
    head: { repository: undefined },
  });
});

test("what is beyond GitHub's limits is refused before it is sent", async () => {
  await using talk = await converse();
  const run = { name: "n", commit: talk.head, externalId: "1" };
  const made = await talk.github.createCheckRun({ ...run, output: { title: "t", summary: "s".repeat(65_535) } });
  expect(made.isWritten).toBe(true);
  const tooLong = { title: "t", summary: "s", text: "s".repeat(65_536) };
  await expect(talk.github.createCheckRun({ ...run, output: tooLong })).rejects.toMatchObject({
    code: "github/too-large",
  });
  if (made.isWritten)
    await expect(talk.github.updateCheckRun(made.value, { output: tooLong })).rejects.toMatchObject({
      code: "github/too-large",
    });
  expect(talk.server.requests).toHaveLength(1);
  await expect(talk.github.uploadSarif({ commit: talk.head, ref: "main", sarif: "{}" })).rejects.toMatchObject({
    code: "github/request",
  });
});

test("a check run goes on and ends; columns stand on one line only", async () => {
  await using talk = await converse();
  const at = { path: "towpath.yaml", level: "notice", message: "m", startColumn: 3, endColumn: 9 } as const;
  const annotations = [
    { ...at, startLine: 1, endLine: 1 },
    { ...at, startLine: 1, endLine: 2 },
  ];
  const output = { title: "t", summary: "s", annotations };
  const made = await talk.github.createCheckRun({ name: "n", commit: talk.head, externalId: "1", output });
  if (!made.isWritten) throw new Error("It was not made.");
  const [kept] = talk.repository.checkRuns;
  expect(kept?.said).toMatchObject({ status: "in_progress" });
  expect(kept?.annotations.map((one) => one["start_column"])).toEqual([3, undefined]);
  const ended = await talk.github.updateCheckRun(made.value, { conclusion: "success", output });
  expect(ended).toMatchObject({ value: { annotations: 4 } });
  expect(kept?.said).toMatchObject({ status: "completed", conclusion: "success" });
});

test("changes come one after the other, and pause when there are many", async () => {
  await using talk = await converse();
  let [under, most] = [0, 0];
  const counting: typeof fetch = async (...request) => {
    most = Math.max(most, ++under);
    return await fetch(...request).finally(() => under--);
  };
  const effects = { clock: talk.clock, fetch: counting, signal: new AbortController().signal, events: () => {} };
  const github = talk.open({ effects });
  const texts = Array.from({ length: 12 }, (_, index) => `comment ${index}`);
  await Promise.all(texts.map((text) => github.createComment(1, text)));
  expect(talk.repository.comments.map(({ body }) => body)).toEqual(texts);
  expect([most, talk.clock.waits]).toEqual([1, [1000, 1000]]);
  await Promise.all(texts.map(() => github.pullRequest(1)));
  expect(most).toBe(6);
});
