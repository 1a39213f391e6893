import { expect, test } from "vitest";
import { converse } from "./testing/conversation.ts";

const text = { marker: "towpath:check", body: "Two findings." };

test("another's comment with our marker is neither changed nor taken for ours", async () => {
  await using talk = await converse();
  const mallory = talk.open({
    token: talk.server.addToken({ account: { login: "mallory", type: "User" }, kind: "user" }),
  });
  await mallory.createComment(1, "<!-- towpath:check -->\nAll is well, says mallory.");
  expect(await talk.github.stickyComment(1, text)).toMatchObject({ value: { action: "created" } });
  expect(await talk.github.stickyComment(1, { ...text, body: "b" })).toMatchObject({ value: { action: "updated" } });
  expect(talk.repository.comments.map(({ account, body }) => [account.login, body])).toEqual([
    ["mallory", "<!-- towpath:check -->\nAll is well, says mallory."],
    ["github-actions[bot]", "<!-- towpath:check -->\nb"],
  ]);
});

test("a comment of ours that only quotes the marker is another one; so is one of another kind", async () => {
  await using talk = await converse();
  await talk.github.createComment(1, "> <!-- towpath:check -->\n> Two findings.\n\nWhy?");
  await talk.github.stickyComment(1, { ...text, marker: "towpath:check:services/api" });
  expect(await talk.github.stickyComment(1, text)).toMatchObject({ value: { action: "created" } });
  expect(talk.repository.comments).toHaveLength(3);
});

test("who we are is asked only where a comment may be ours", async () => {
  await using talk = await converse();
  await talk.github.stickyComment(1, text);
  expect(talk.server.requests.map(({ method }) => method)).toEqual(["GET", "POST"]);
  await talk.github.stickyComment(1, { ...text, body: "b" });
  await talk.github.stickyComment(1, { ...text, body: "c" });
  expect(talk.server.requests.filter(({ path }) => path === "/graphql")).toHaveLength(1);
});

test("what a browser did to the line ends is no change; nothing is made where nothing is wanted", async () => {
  await using talk = await converse();
  expect(await talk.github.stickyComment(1, { ...text, isCreated: false })).toMatchObject({
    value: { action: "absent" },
  });
  await talk.github.createComment(1, "<!-- towpath:check -->\r\nTwo findings.\r\n");
  expect(await talk.github.stickyComment(1, { ...text, isCreated: false })).toMatchObject({
    value: { action: "unchanged" },
  });
});

test("it is found behind a hundred others", async () => {
  await using talk = await converse();
  for (let index = 0; index < 120; index++)
    talk.repository.comments.push({
      id: index + 1,
      issue: 1,
      account: { login: "anna", type: "User" },
      body: "…",
      created: "2026-01-01T00:00:00Z",
      updated: "2026-01-01T00:00:00Z",
    });
  await talk.github.stickyComment(1, text);
  expect(await talk.github.stickyComment(1, text)).toMatchObject({ value: { action: "unchanged" } });
});

test.each(["", "a--b", "a -->", "a\nb", "a-", "ü"])("%j marks nothing", async (marker) => {
  await using talk = await converse();
  await expect(talk.github.stickyComment(1, { ...text, marker })).rejects.toMatchObject({ code: "github/request" });
});

test("a text beyond GitHub's limit is refused before it is sent; one at the limit is taken", async () => {
  await using talk = await converse();
  await expect(talk.github.createComment(1, "x".repeat(65_537))).rejects.toMatchObject({ code: "github/too-large" });
  expect(talk.server.requests).toEqual([]);
  expect(await talk.github.createComment(1, "x".repeat(65_536))).toMatchObject({ isWritten: true });
});
