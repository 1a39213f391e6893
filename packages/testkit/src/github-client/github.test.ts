import { expect, test } from "vitest";
import { AFTER, BEFORE, converse } from "./testing/conversation.ts";

test("a pull request, its files and the lines that are in its diff", async () => {
  await using talk = await converse();
  const pull = await talk.github.pullRequest(1);
  expect(pull).toMatchObject({
    number: 1,
    isFromFork: false,
    changedFiles: 1,
    head: { sha: talk.head, ref: "feature" },
  });
  const { files, isComplete } = await talk.github.filesOf(1);
  expect(isComplete).toBe(true);
  expect(files).toMatchObject([{ path: "towpath.yaml", status: "modified", additions: 2, deletions: 1 }]);
  expect(files[0]?.hunks).toMatchObject([{ newStart: 1, newLines: 4 }]);
});

test("a commit is read without git", async () => {
  await using talk = await converse();
  const { github } = talk;
  const text = async (path: string, ref: string) => Buffer.from((await github.contentsAt(path, ref)) ?? "-").toString();
  expect(await text("towpath.yaml", "main")).toBe(BEFORE);
  expect(await text("towpath.yaml", talk.head)).toBe(AFTER);
  expect(await github.contentsAt("none.yaml", "main")).toBeUndefined();
  expect(await github.contentsAt("src", "main")).toBeUndefined();
  await expect(github.contentsAt("towpath.yaml", "nowhere")).rejects.toMatchObject({ code: "github/not-found" });
  const { entries, isComplete } = await github.treeAt("main");
  expect(isComplete).toBe(true);
  expect(entries.map(({ path, kind }) => `${kind} ${path}`)).toEqual([
    "folder src",
    "file src/app.ts",
    "file towpath.yaml",
  ]);
  const found = entries.find(({ path }) => path === "towpath.yaml");
  expect(Buffer.from(await github.blob(found?.sha ?? "")).toString()).toBe(BEFORE);
});

test("a sticky comment is made once, changed in place, and left alone when it says the same", async () => {
  await using talk = await converse();
  const { github, server, repository } = talk;
  const say = async (body: string) => {
    const said = await github.stickyComment(1, { marker: "towpath:check", body });
    return said.isWritten ? said.value.action : said.refusal;
  };
  expect(await say("Two findings.")).toBe("created");
  expect(await say("Two findings.")).toBe("unchanged");
  expect(await say("One finding.")).toBe("updated");
  expect(repository.comments.map(({ body }) => body)).toEqual(["<!-- towpath:check -->\nOne finding."]);
  expect(server.requests.filter(({ method, path }) => method !== "GET" && path !== "/graphql")).toHaveLength(2);
});

test("a check run takes any number of annotations, and is completed by the last of them", async () => {
  await using talk = await converse();
  const annotations = Array.from({ length: 120 }, (_, index) => ({
    path: "towpath.yaml",
    startLine: index + 1,
    endLine: index + 1,
    level: "failure" as const,
    message: `Finding ${index}`,
  }));
  const made = await talk.github.createCheckRun({
    name: "Towpath",
    commit: talk.head,
    externalId: "run-1",
    conclusion: "failure",
    output: { title: "120 findings", summary: "Many.", annotations },
  });
  expect(made).toMatchObject({ isWritten: true, value: { annotations: 120 } });
  const [kept] = talk.repository.checkRuns;
  expect(kept?.annotations.map(({ message }) => message)).toEqual(annotations.map(({ message }) => message));
  expect(talk.server.requests.map(({ method, body }) => [method, Object(body).status])).toEqual([
    ["POST", "in_progress"],
    ["PATCH", undefined],
    ["PATCH", "completed"],
  ]);
});

test("a review says each thing once", async () => {
  await using talk = await converse();
  const comment = { path: "towpath.yaml", line: 2, body: "```suggestion\nreplicas: 2\n```" };
  const review = (keys: readonly string[]) =>
    talk.github.createReview(1, {
      commit: talk.head,
      body: "Fixes.",
      comments: keys.map((key) => ({ key, ...comment })),
    });
  expect(await review(["fix:a", "fix:b"])).toEqual({ isWritten: true, value: { posted: 2, already: 0 } });
  expect(await review(["fix:b", "fix:a"])).toEqual({ isWritten: true, value: { posted: 0, already: 2 } });
  expect(await review(["fix:a", "fix:c"])).toEqual({ isWritten: true, value: { posted: 1, already: 1 } });
  expect(talk.repository.reviewComments).toHaveLength(3);
  expect(await talk.github.reviewsOf(1)).toMatchObject([{ state: "COMMENTED" }, { state: "COMMENTED" }]);
});

test("what another said with our key is not what we said", async () => {
  await using talk = await converse();
  const account = { login: "mallory", type: "User" } as const;
  const mallory = talk.open({ token: talk.server.addToken({ account, kind: "user" }) });
  const review = {
    commit: talk.head,
    body: "b",
    comments: [{ key: "fix:a", path: "towpath.yaml", line: 2, body: "b" }],
  };
  for (const github of [mallory, talk.github])
    expect(await github.createReview(1, review)).toMatchObject({ value: { posted: 1, already: 0 } });
});

test("members of teams", async () => {
  await using talk = await converse();
  talk.server.addTeam({ org: "acme", slug: "security", members: ["anna"], pending: ["ben"] });
  const ask = async (team: string, user: string) => (await talk.github.isTeamMember("acme", team, user)).answer;
  expect(await ask("security", "anna")).toBe("member");
  expect(await ask("security", "ben")).toBe("not-member");
  expect(await ask("security", "carl")).toBe("not-member");
  expect(await ask("nobody", "anna")).toBe("unknown");
});

test("a report for code scanning", async () => {
  await using talk = await converse();
  const sarif = JSON.stringify({ version: "2.1.0", runs: [] });
  const sent = await talk.github.uploadSarif({
    commit: talk.head,
    ref: "refs/pull/1/head",
    sarif,
    toolName: "Towpath",
  });
  expect(sent.isWritten).toBe(true);
  expect(talk.repository.sarifs).toMatchObject([
    { commit: talk.head, sarif: { version: "2.1.0" }, toolName: "Towpath" },
  ]);
  expect(await talk.github.sarifStatus(sent.isWritten ? sent.value.id : "")).toEqual({
    status: "complete",
    errors: [],
  });
});
