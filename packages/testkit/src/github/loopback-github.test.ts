import { afterEach, beforeEach, expect, test } from "vitest";
import { FORK_PERMISSIONS } from "./accounts.ts";
import { faults } from "./faults.ts";
import { type LoopbackGitHub, loopbackGitHub } from "./loopback-github.ts";
import type { LoopbackRepository } from "./repository.ts";

let github: LoopbackGitHub;
let repository: LoopbackRepository;
let head: string;

beforeEach(async () => {
  github = await loopbackGitHub();
  repository = await github.addRepository();
  await repository.commit("main", { a: "1\n2\n3\n" });
  head = await repository.commit("feature", { a: "1\ntwo\n3\n" }, { from: "main" });
  await repository.openPull({ head: "feature" });
});

afterEach(async () => {
  github.takeViolations();
  await github.close();
});

/** A request as any client makes it. */
async function ask(
  method: string,
  path: string,
  body?: unknown,
  token = github.token,
): Promise<{ status: number; body: Record<string, unknown>; headers: Headers }> {
  const response = await fetch(`${github.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: Object(text === "" ? {} : JSON.parse(text)) };
}

const of = "/repos/acme/orders";
const checkRun = (annotations: number) => ({
  name: "n",
  head_sha: head,
  output: {
    title: "t",
    summary: "s",
    annotations: Array.from({ length: annotations }, () => ({
      path: "a",
      start_line: 1,
      end_line: 1,
      annotation_level: "failure",
      message: "m",
    })),
  },
});

test.each([
  ["a field that is misspelt", "POST", `${of}/issues/1/comments`, { body: "b", boddy: "b" }, "body.boddy"],
  ["a field that is missing", "POST", `${of}/issues/1/comments`, {}, "'body'"],
  ["a field of another type", "POST", `${of}/issues/1/comments`, { body: 7 }, "string"],
  [
    "a field that is misspelt further down",
    "POST",
    `${of}/pulls/1/reviews`,
    { comments: [{ path: "a", body: "b", lines: 1 }] },
    "lines",
  ],
  ["a word that is none of its words", "POST", `${of}/pulls/1/reviews`, { event: "PRAISE" }, "allowed values"],
  ["a parameter of the query that it has not", "GET", `${of}/pulls/1/files?perpage=3`, undefined, "perpage"],
  ["a parameter of another type", "GET", `${of}/pulls/1/files?per_page=many`, undefined, "per_page"],
  ["a number that is none", "GET", `${of}/pulls/one`, undefined, "pull_number"],
  ["a body where none is taken", "POST", `${of}/issues/1/comments?page=1`, { body: "b" }, "page"],
])("%s is said by whoever closes the server", async (_, method, path, body, said) => {
  const answer = await ask(method, path, body);
  expect(answer.status).toBe(422);
  expect(github.violations.join()).toContain(said);
  await expect(github.close()).rejects.toThrow("Not as GitHub describes its API");
});

test("an operation that is not in the extract, and a question of GraphQL's that is not known", async () => {
  expect((await ask("DELETE", `${of}/issues/comments/1`)).status).toBe(404);
  await ask("POST", "/graphql", { query: "query { viewer { id } }" });
  expect(github.takeViolations()).toHaveLength(2);
});

test("an answer of this server's that does not match is said, too", async () => {
  const file = { filename: "a", status: "added", sha: head, additions: 0.5, deletions: 0, changes: 0 } as const;
  await repository.openPull({ number: 2, head: "feature", files: [file] });
  expect((await ask("GET", `${of}/pulls/2/files`)).status).toBe(200);
  expect(github.takeViolations()).toEqual([expect.stringContaining("answers 200: it/0/additions must be integer")]);
  await ask("GET", `${of}/pulls/1/files`);
  expect(github.violations).toEqual([]);
});

test("GitHub's limits: fifty annotations, 65,536 characters of a comment, 65,535 of a summary", async () => {
  expect((await ask("POST", `${of}/check-runs`, checkRun(50))).status).toBe(201);
  expect((await ask("POST", `${of}/check-runs`, checkRun(51))).status).toBe(422);
  const summary = (length: number) => ({
    name: "n",
    head_sha: head,
    output: { title: "t", summary: "s".repeat(length) },
  });
  expect((await ask("POST", `${of}/check-runs`, summary(65_535))).status).toBe(201);
  expect((await ask("POST", `${of}/check-runs`, summary(65_536))).status).toBe(422);
  expect(github.takeViolations()).toHaveLength(2);
  expect((await ask("POST", `${of}/issues/1/comments`, { body: "b".repeat(65_536) })).status).toBe(201);
  expect((await ask("POST", `${of}/issues/1/comments`, { body: "b".repeat(65_537) })).status).toBe(422);
  expect((await ask("POST", `${of}/issues/1/comments`, { body: " " })).status).toBe(422);
  expect(repository.comments).toHaveLength(1);
});

test("a review's comments stand on lines of the diff or nowhere", async () => {
  const review = (comment: object) =>
    ask("POST", `${of}/pulls/1/reviews`, {
      body: "b",
      event: "COMMENT",
      comments: [{ body: "b", path: "a", ...comment }],
    });
  expect((await review({ line: 4 })).body).toMatchObject({ errors: ["Line could not be resolved"] });
  expect((await review({ line: 1, path: "b" })).body).toMatchObject({ errors: ["Path could not be resolved"] });
  expect((await review({ line: 2, start_line: 3 })).status).toBe(422);
  expect(repository.reviewComments).toEqual([]);
  expect((await review({ line: 3, start_line: 1, side: "RIGHT", start_side: "RIGHT" })).status).toBe(200);
  expect(repository.reviewComments).toMatchObject([{ line: 3, startLine: 1 }]);
  expect(github.violations).toEqual([]);
});

test("a token may do what it may do, and the answer says what it would take", async () => {
  const token = github.addToken({ permissions: FORK_PERMISSIONS });
  const answer = await ask("POST", `${of}/issues/1/comments`, { body: "b" }, token);
  expect(answer).toMatchObject({ status: 403, body: { message: "Resource not accessible by integration" } });
  expect(answer.headers.get("x-accepted-github-permissions")).toBe("issues=write; pull_requests=write");
  expect((await ask("GET", `${of}/issues/1/comments`, undefined, token)).status).toBe(200);
  expect((await ask("GET", of, undefined, "none")).status).toBe(401);
  expect((await ask("GET", "/repos/acme/other")).status).toBe(404);
  await github.addRepository({ name: "open", isPrivate: false, folder: repository.folder });
  const nobody = github.addToken({ permissions: {} });
  expect((await ask("GET", "/repos/acme/open/git/trees/main", undefined, nobody)).status).toBe(200);
  expect((await ask("GET", `${of}/git/trees/main`, undefined, nobody)).status).toBe(403);
});

test("the n-th request goes wrong, and the log says which", async () => {
  github.order(
    { method: "GET", path: /pulls/, nth: 2, times: 2, fault: faults.unavailable(502) },
    { path: /comments/, fault: faults.half },
  );
  const statuses = [];
  for (let index = 0; index < 4; index++)
    statuses.push((await ask("GET", `${of}/pulls/1`).catch(() => ({ status: 0 }))).status);
  await expect(ask("GET", `${of}/issues/1/comments`)).rejects.toThrow();
  expect(github.requests.map(({ status, fault }) => [status, fault])).toEqual([
    [200, undefined],
    [502, "answer"],
    [502, "answer"],
    [200, undefined],
    [200, "half"],
  ]);
  expect(JSON.stringify(github.requests)).not.toContain(github.token);
});

test("what is asked is done before its answer goes wrong, where that is ordered", async () => {
  github.order(
    { method: "POST", isCarriedOut: true, fault: faults.reset },
    { method: "POST", nth: 2, fault: faults.reset },
  );
  for (let index = 0; index < 2; index++)
    await expect(ask("POST", `${of}/issues/1/comments`, { body: "b" })).rejects.toThrow();
  expect(repository.comments).toHaveLength(1);
});

test("a folder that is there is served as it is, and stays", async () => {
  const other = await loopbackGitHub();
  const served = await other.addRepository({ folder: repository.folder });
  expect(await served.commitOf("feature")).toBe(head);
  await other.close();
  expect(await repository.commitOf("feature")).toBe(head);
});

test("a pull request whose fork is gone, and one that moved on", async () => {
  await repository.openPull({ number: 3, head: "feature", fork: null });
  expect((await ask("GET", `${of}/pulls/3`)).body).toMatchObject({ head: { repo: null } });
  const next = await repository.commit("feature", { b: "new\n" });
  await repository.openPull({ number: 1, head: "feature" });
  expect((await ask("GET", `${of}/pulls/1`)).body).toMatchObject({ changed_files: 2, head: { sha: next } });
  expect((await ask("GET", `${of}/contents/b?ref=refs/pull/1/head`)).status).toBe(200);
  expect(github.violations).toEqual([]);
});
