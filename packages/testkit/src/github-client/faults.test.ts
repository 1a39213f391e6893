import { expect, test } from "vitest";
import { faults, type GitHubFault } from "../github/index.ts";
import { converse } from "./testing/conversation.ts";

const SOON = Date.parse("2026-11-22T09:00:20Z") / 1000;

/** What passes, and whether a comment may have been made when it happens. */
const passing: readonly (readonly [string, GitHubFault])[] = [
  ["500", faults.unavailable()],
  ["502 with a page", faults.unavailable(502)],
  ["503", faults.unavailable(503)],
  ["a reset connection", faults.reset],
  ["half an answer", faults.half],
  ["a page in place of an answer", faults.page],
  ["429 with seconds", faults.tooMany(7)],
  ["429 with a date", faults.tooMany("Sun, 22 Nov 2026 09:00:30 GMT")],
  ["429 with nonsense", faults.tooMany("soon")],
  ["a secondary limit with seconds", faults.secondaryLimit(5)],
  ["a secondary limit without", faults.secondaryLimit()],
  ["the hourly limit", faults.rateLimit(SOON)],
];

test.each(passing)("%s: a read is made again", async (_, fault) => {
  await using talk = await converse();
  talk.server.order({ path: /pulls\/1$/, fault });
  expect(await talk.github.pullRequest(1)).toMatchObject({ number: 1 });
  expect(talk.server.requests).toHaveLength(2);
  expect(talk.clock.waits).toHaveLength(1);
});

test.each(passing)("%s: a comment is written once, whether GitHub did it before or not", async (_, fault) => {
  for (const isCarriedOut of [false, true]) {
    // Whoever says that there were too many requests has not done what was asked.
    if (isCarriedOut && fault.kind === "answer" && fault.status < 500) continue;
    await using talk = await converse();
    talk.server.order({ method: "POST", path: /comments$/, fault, isCarriedOut });
    const said = await talk.github.createComment(1, "Well.");
    expect(said).toMatchObject({ isWritten: true, value: { body: "Well.", author: "github-actions[bot]" } });
    expect(talk.repository.comments).toHaveLength(1);
  }
});

test("what GitHub asks to wait for is waited for, and announced", async () => {
  await using talk = await converse();
  talk.server.order({ fault: faults.tooMany(7) }, { nth: 2, fault: faults.secondaryLimit() });
  await talk.github.pullRequest(1);
  expect(talk.clock.waits).toEqual([7000, 60_000]);
  expect(talk.events).toEqual([
    { type: "notice", message: "GitHub was asked too often. Trying again in 7 seconds." },
    { type: "notice", message: "GitHub was asked too often. Trying again in 60 seconds." },
  ]);
});

test("several reads wait once", async () => {
  await using talk = await converse();
  talk.server.order({ times: 3, fault: faults.tooMany(40) });
  await Promise.all([talk.github.pullRequest(1), talk.github.reviewsOf(1), talk.github.commentsOf(1)]);
  expect(talk.clock.waits).toEqual([40_000]);
});

test("nobody asks before GitHub wants to be asked again", async () => {
  await using talk = await converse();
  const waiting = Promise.withResolvers<void>();
  talk.server.order({ fault: faults.tooMany(80) });
  const effects = { clock: talk.clock, fetch, signal: new AbortController().signal, events: () => waiting.resolve() };
  const github = talk.open({ effects });
  const first = github.pullRequest(1);
  await waiting.promise;
  const others = [github.createComment(1, "b"), github.reviewsOf(1)];
  const before = talk.server.requests.length;
  await talk.clock.sleep(15_000, effects.signal);
  expect([before, talk.server.requests.length]).toEqual([1, 1]);
  await Promise.all([first, ...others]);
  expect(talk.server.requests).toHaveLength(4);
});

test.each([
  ["github/unavailable", faults.unavailable(502)],
  ["github/unreachable", faults.reset],
  ["github/unreachable", faults.half],
  ["github/answer", faults.page],
  ["github/rate-limit", faults.tooMany(1)],
  ["github/not-found", faults.notFound],
  ["github/permission", faults.readOnly],
] as const)("what does not pass ends as %s", async (code, fault) => {
  await using talk = await converse();
  talk.server.order({ times: 99, fault });
  await expect(talk.github.pullRequest(1)).rejects.toMatchObject({
    name: "GitHubError",
    code,
    hint: expect.any(String),
  });
});

test("no server at all", async () => {
  await using talk = await converse();
  await talk.server.close();
  await expect(talk.github.pullRequest(1)).rejects.toMatchObject({
    code: "github/unreachable",
    message: expect.stringMatching(/^Pull request 1: GitHub cannot be reached: connect ECONNREFUSED/),
  });
});

test("a GitHub that never answers, and one that answers too late", async () => {
  await using talk = await converse();
  const github = talk.open({ budget: { requestMs: 20_000 } });
  talk.server.order({ times: 99, fault: faults.hang });
  await expect(github.pullRequest(1)).rejects.toMatchObject({
    code: "github/timeout",
    message: "Pull request 1: GitHub did not answer within 20 seconds. Tried 4 times.",
  });
  await using other = await converse();
  other.server.order({ times: 99, fault: faults.slow(1500) });
  await expect(other.open({ budget: { requestMs: 20_000 } }).pullRequest(1)).rejects.toMatchObject({
    code: "github/timeout",
  });
});

test("a fetch that hears no signal is not waited for either", async () => {
  await using talk = await converse();
  const asking = Promise.withResolvers<void>();
  const fetch: typeof globalThis.fetch = () => {
    asking.resolve();
    return new Promise(() => {});
  };
  const stop = new AbortController();
  const effects = { clock: talk.clock, events: () => {}, fetch, signal: stop.signal };
  const deaf = talk.open({ effects, budget: { requestMs: 5000 } });
  await expect(deaf.pullRequest(1)).rejects.toMatchObject({ code: "github/timeout" });
  const reason = new Error("enough");
  const asked = talk.open({ effects }).pullRequest(1);
  await asking.promise;
  setImmediate(() => stop.abort(reason));
  await expect(asked).rejects.toBe(reason);
});

test("a run spends no more requests and no more time than it was given", async () => {
  await using talk = await converse();
  talk.server.order({ times: 99, fault: faults.unavailable() });
  await expect(talk.open({ budget: { requests: 2 } }).pullRequest(1)).rejects.toMatchObject({ code: "github/budget" });
  expect(talk.server.requests).toHaveLength(2);
  await using busy = await converse();
  busy.server.order({ fault: faults.tooMany(3600) });
  await expect(busy.github.pullRequest(1)).rejects.toMatchObject({
    code: "github/budget",
    message:
      "GitHub was asked too often. The next try would be in 3,600 seconds; this run waits for GitHub 90 seconds at most.",
  });
  expect(busy.clock.waits).toEqual([]);
  await expect(busy.open({ budget: { totalMs: 0 } }).pullRequest(1)).rejects.toMatchObject({ code: "github/budget" });
});

test("an interruption ends a wait", async () => {
  await using talk = await converse();
  const stop = new AbortController();
  const effects = { clock: talk.clock, fetch, events: () => stop.abort(), signal: stop.signal };
  talk.server.order({ fault: faults.tooMany(60) });
  await expect(talk.open({ effects }).pullRequest(1)).rejects.toThrow(/abort/i);
});

test("a batch of annotations whose answer is lost is not sent twice", async () => {
  const annotations = Array.from({ length: 130 }, (_, line) => ({
    path: "towpath.yaml",
    startLine: line + 1,
    endLine: line + 1,
    level: "warning" as const,
    message: String(line),
  }));
  for (const method of ["POST", "PATCH"])
    for (const isCarriedOut of [true, false]) {
      await using talk = await converse();
      talk.server.order({ method, path: /check-runs/, fault: faults.unavailable(502), isCarriedOut });
      await talk.github.createCheckRun({
        name: "Towpath",
        commit: talk.head,
        externalId: "1",
        conclusion: "neutral",
        output: { title: "t", summary: "s", annotations },
      });
      expect(talk.repository.checkRuns.map((run) => run.annotations.map(({ message }) => Number(message)))).toEqual([
        annotations.map(({ message }) => Number(message)),
      ]);
      expect(talk.repository.checkRuns[0]?.said["conclusion"]).toBe("neutral");
    }
});

test("a review whose answer is lost is not written twice", async () => {
  for (const isCarriedOut of [true, false]) {
    await using talk = await converse();
    talk.server.order({ method: "POST", path: /reviews$/, fault: faults.unavailable(502), isCarriedOut });
    const comments = [{ key: "fix:a", path: "towpath.yaml", line: 2, body: "b" }];
    expect(await talk.github.createReview(1, { commit: talk.head, body: "r", comments })).toMatchObject({
      isWritten: true,
      value: { posted: 1 },
    });
    expect(talk.repository.reviews).toHaveLength(1);
  }
});
