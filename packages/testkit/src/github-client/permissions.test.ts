import type { GitHub } from "@towpath/github";
import { expect, test } from "vitest";
import { FORK_PERMISSIONS } from "../github/index.ts";
import { converse } from "./testing/conversation.ts";

const writes: Readonly<Record<string, (github: GitHub, head: string) => Promise<unknown>>> = {
  "pull-requests: write": (github) => github.stickyComment(1, { marker: "towpath:check", body: "b" }),
  "pull-requests: write (a review)": (github, commit) =>
    github.createReview(1, { commit, body: "b", comments: [{ key: "k", path: "towpath.yaml", line: 2, body: "b" }] }),
  "pull-requests: write (a comment)": (github) => github.createComment(1, "b"),
  "checks: write": (github, commit) =>
    github.createCheckRun({
      name: "n",
      commit,
      externalId: "1",
      conclusion: "success",
      output: { title: "t", summary: "s" },
    }),
  "security-events: write": (github, commit) =>
    github.uploadSarif({ commit, ref: "refs/pull/1/head", sarif: '{"version":"2.1.0","runs":[]}' }),
};

test.each(Object.entries(writes))("without %s a change is refused, with its cure", async (title, write) => {
  const permission = title.replace(/ \(.*/, "");
  await using talk = await converse();
  for (const permissions of [FORK_PERMISSIONS, {}]) {
    const github = talk.open({ token: talk.server.addToken({ permissions }) });
    expect(await write(github, talk.head)).toMatchObject({
      isWritten: false,
      refusal: { kind: "permission", permission, hint: expect.stringContaining(`Add \`${permission}\``) },
    });
  }
  expect(await write(talk.github, talk.head)).toMatchObject({ isWritten: true });
});

test("a read without its permission is an error that names it", async () => {
  await using talk = await converse();
  const github = talk.open({ token: talk.server.addToken({ permissions: {} }) });
  await expect(github.filesOf(1)).rejects.toMatchObject({
    code: "github/permission",
    message: "Files of pull request 1 cannot be read with this token: Resource not accessible by integration",
    hint: expect.stringContaining("`pull-requests: read`"),
  });
  await expect(github.treeAt("main")).rejects.toMatchObject({ hint: expect.stringContaining("`contents: read`") });
});

test("what GraphQL does not say is an error, whatever its status", async () => {
  await using talk = await converse();
  const blind = talk.open({ token: talk.server.addToken({ permissions: { pull_requests: "read" } }) });
  await expect(blind.commitAuthors(talk.head)).rejects.toMatchObject({
    code: "github/permission",
    hint: expect.stringContaining("`contents: read`"),
  });
  const errors = (type: string) => ({ data: null, errors: [{ type, message: "It is so." }] });
  for (const [type, code] of [
    ["RATE_LIMITED", "github/rate-limit"],
    ["NOT_FOUND", "github/not-found"],
    ["constructor", "github/refused"],
  ] as const) {
    talk.server.order({ path: /graphql/, fault: { kind: "answer", status: 200, body: errors(type) } });
    await expect(talk.github.commitAuthors(talk.head)).rejects.toMatchObject({
      code,
      message: expect.stringContaining("It is so."),
    });
  }
  expect(await talk.github.commitAuthors(talk.head)).toHaveLength(1);
});

test("a team that the token may not see proves nothing", async () => {
  await using talk = await converse();
  talk.server.addTeam({ org: "acme", slug: "security", members: ["anna"] });
  const github = talk.open({ token: talk.server.addToken({ permissions: FORK_PERMISSIONS }) });
  expect(await github.isTeamMember("acme", "security", "anna")).toMatchObject({
    answer: "unknown",
    hint: expect.stringContaining("Members: read"),
  });
});

test("a person's token makes no check run; a repository without code scanning takes no report; a locked conversation no comment", async () => {
  await using talk = await converse();
  const person = { account: { login: "anna", type: "User" }, kind: "user" } as const;
  const mine = talk.open({ token: talk.server.addToken(person) });
  expect(await writes["checks: write"]?.(mine, talk.head)).toMatchObject({ refusal: { kind: "permission" } });
  expect(await mine.viewer()).toBe("anna");

  const plain = await talk.server.addRepository({ name: "plain", hasCodeScanning: false });
  await plain.commit("main", { a: "1\n" });
  await plain.commit("feature", { a: "2\n" }, { from: "main" });
  await plain.openPull({ head: "feature", isLocked: true });
  const github = talk.open({ repository: plain });
  const report = { commit: talk.head, ref: "refs/heads/main", sarif: "{}" };
  expect(await github.uploadSarif(report)).toMatchObject({ isWritten: false, refusal: { kind: "not-enabled" } });
  expect(await github.createComment(1, "b")).toMatchObject({ isWritten: false, refusal: { kind: "locked" } });

  const old = await talk.server.addRepository({ name: "old", isArchived: true, folder: talk.repository.folder });
  await old.openPull({ head: "feature" });
  expect(await talk.open({ repository: old }).createComment(1, "b")).toMatchObject({ refusal: { kind: "archived" } });
});
