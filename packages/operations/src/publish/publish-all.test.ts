import { resultOf } from "@towpath/report";
import { hostileStrings } from "@towpath/testkit";
import { FORK_PERMISSIONS, faults } from "@towpath/testkit/github";
import { expect, test } from "vitest";
import { publishCheck } from "./publish-check.ts";
import { publishIssue } from "./publish-issue.ts";
import { publishPlan } from "./publish-plan.ts";
import { planOf, plansResult } from "./testing/plans.ts";
import { type Publishing, publishing } from "./testing/publishing.ts";

const KEY = "towpath/checks";
const COMMENT = { comment: true, checkRun: false };
const BOTH = { comment: true, checkRun: true };

function reportOf(desk: Publishing, result = plansResult([planOf()])) {
  const pullRequest = { number: 1, head: desk.head };
  return { ...desk.access, result, pullRequest, folder: "", key: KEY, runId: "7-1", wanted: COMMENT };
}

function checkOf(desk: Publishing) {
  const result = resultOf({ verb: "check", status: "failed", summary: "orders: one finding.", data: {} });
  const wanted = { comment: true, checkRun: true, suggestions: true, codeScanning: true };
  const run = { commit: desk.head, ref: "refs/pull/1/head", runId: "7-1", isTolerant: false };
  return { ...reportOf(desk), ...run, result, wanted };
}

test("check and plan have a comment each, also in one job, and each is changed in place", async () => {
  await using desk = await publishing();
  for (const _ of ["first", "again"]) {
    await publishCheck(checkOf(desk), desk.effects);
    await publishPlan(reportOf(desk), desk.effects);
  }
  await publishPlan(reportOf(desk, plansResult([], { summary: "orders in prod: nothing to change." })), desk.effects);
  expect(desk.repository.comments.map(({ body }) => body.split("\n")[0])).toEqual([
    "<!-- towpath:check:towpath=2Fchecks -->",
    "<!-- towpath:plan:towpath=2Fchecks -->",
  ]);
  expect(desk.repository.comments[1]?.body).toContain("nothing to change");
});

test("a plan without changes makes no comment, and one with changes does", async () => {
  await using desk = await publishing();
  await publishPlan(reportOf(desk, plansResult([planOf({ hasChanges: false })])), desk.effects);
  await publishPlan(reportOf(desk, plansResult([planOf()], { status: "interrupted" })), desk.effects);
  expect(desk.repository.comments).toEqual([]);
  await publishPlan(reportOf(desk), desk.effects);
  expect(desk.repository.comments).toHaveLength(1);
});

test("a check with everything that it writes takes at most ten requests, and so does a plan", async () => {
  await using desk = await publishing();
  for (const _ of ["first", "again"]) {
    const before = desk.github.requests.length;
    const { warnings, notices } = await publishCheck(checkOf(desk), desk.effects);
    expect([warnings, notices]).toEqual([[], []]);
    expect(desk.github.requests.length - before).toBeLessThanOrEqual(10);
    const between = desk.github.requests.length;
    await publishPlan({ ...reportOf(desk), wanted: BOTH }, desk.effects);
    expect(desk.github.requests.length - between).toBeLessThanOrEqual(10);
  }
  expect(desk.repository.comments).toHaveLength(2);
});

test("a fork's token is told what it lacks; a GitHub that fails warns; a verdict is never lost", async () => {
  await using desk = await publishing();
  const fork = desk.as("github-actions[bot]", FORK_PERMISSIONS);
  expect(await publishPlan({ ...reportOf(desk), ...fork }, desk.effects)).toMatchObject({
    notices: [expect.stringMatching(/^There is no comment: .* Add `pull-requests: write`/)],
    warnings: [],
  });
  for (const fault of [faults.unavailable(), faults.unavailable(502), faults.tooMany(600), faults.reset, faults.half]) {
    desk.github.order({ times: 99, fault });
    const { warnings } = await publishPlan(reportOf(desk), desk.effects);
    expect(warnings).toEqual([expect.stringMatching(/^There is no comment: .* The verdict stands without it\.$/)]);
    desk.github.clearFaults();
  }
  desk.github.order({ method: "POST", path: /comments/, fault: faults.secondaryLimit(2) });
  expect(await publishPlan(reportOf(desk), desk.effects)).toEqual({ notices: [], warnings: [] });
  expect(desk.repository.comments).toHaveLength(1);
});

test("what a token may not write is one line, with each cure once, and none where it is a fork's", async () => {
  await using desk = await publishing();
  const about = { ...reportOf(desk), ...desk.as("github-actions[bot]", FORK_PERMISSIONS), wanted: BOTH };
  expect((await publishPlan(about, desk.effects)).notices).toEqual([
    'There is no comment, no check run "Towpath plan": GitHub does not let this token write it. The annotations and the summary have everything. Add `pull-requests: write` and `checks: write` to the job\'s `permissions:`. For a pull request from a fork GitHub gives a token that can only read, whatever stands there.',
  ]);
  expect((await publishPlan({ ...about, isFromFork: true }, desk.effects)).notices).toEqual([
    'There is no comment, no check run "Towpath plan": the token of a pull request from a fork can only read. The annotations and the summary have everything.',
  ]);
});

test("a GitHub that is down is not asked for one thing after the other", async () => {
  await using desk = await publishing();
  desk.github.order({ times: 99, fault: faults.unavailable(502) });
  const { warnings } = await publishCheck(checkOf(desk), desk.effects);
  expect(warnings).toEqual([
    expect.stringMatching(/^There is no comment: .*status 502/),
    "There is no suggested change: GitHub was not asked any more.",
    "There is no check run: GitHub was not asked any more.",
    "There is no report for code scanning: GitHub was not asked any more.",
  ]);
  expect(desk.github.requests).toHaveLength(4);
});

test("a run that is cancelled stops at once", async () => {
  await using desk = await publishing();
  desk.abort.abort(new Error("cancelled"));
  await expect(publishPlan(reportOf(desk), desk.effects)).rejects.toThrow("cancelled");
});

test("one issue says what is not well, and is closed when all is", async () => {
  await using desk = await publishing();
  const say = async (status: "ok" | "failed", summary: string) =>
    await publishIssue(
      {
        ...desk.access,
        result: resultOf({ verb: "drift", status, summary, data: {} }),
        commit: desk.head,
        folder: "",
        key: KEY,
      },
      desk.effects,
    );
  expect(await say("ok", "All is as it was left.")).toEqual({ notices: [], warnings: [] });
  expect(desk.repository.issues).toEqual([]);
  expect(await say("failed", "orders drifted in prod.")).toEqual({ notices: ["Issue #2 was created."], warnings: [] });
  expect(await say("failed", "orders drifted in prod.")).toEqual({ notices: [], warnings: [] });
  expect(await say("ok", "All is as it was left.")).toMatchObject({ notices: ["Issue #2 was closed."] });
  expect(await say("failed", "orders drifted in dev.")).toMatchObject({ notices: ["Issue #2 was reopened."] });
  expect(desk.repository.issues).toMatchObject([
    {
      state: "open",
      title: "Towpath drift: orders drifted in dev.",
      body: expect.stringContaining("orders drifted in dev"),
    },
  ]);
  const { notices } = await publishIssue(
    {
      ...desk.as("github-actions[bot]", FORK_PERMISSIONS),
      result: resultOf({ verb: "drift", status: "failed", summary: "Other.", data: {} }),
      commit: desk.head,
      folder: "",
      key: KEY,
    },
    desk.effects,
  );
  expect(notices).toEqual([expect.stringContaining("Add `issues: write`")]);
});

test("hostile texts stay texts in comments, check runs and issues", async () => {
  await using desk = await publishing();
  for (const { text } of hostileStrings) {
    const result = plansResult([planOf({ service: text, environment: text })], {
      summary: text,
      sections: [{ kind: "changes", title: text, changes: [{ sign: "+", text, details: [text] }] }],
    });
    const about = { ...reportOf(desk, result), folder: "services/orders", key: text };
    await publishPlan({ ...about, wanted: BOTH }, desk.effects);
    const failed = { ...result, status: "failed" as const };
    await publishIssue({ ...about, result: failed, commit: desk.head, key: "nightly" }, desk.effects);
    const bodies = [desk.repository.comments.at(-1)?.body, desk.repository.issues.at(-1)?.body];
    for (const body of bodies) {
      expect(body).toMatch(/^<!-- towpath:plan:(?!.*--.*-->)\S* -->\n/);
      expect(body?.slice(body.indexOf("\n"))).not.toMatch(/<!--|<img|<script|^::/m);
    }
  }
  expect(desk.repository.issues).toHaveLength(1);
}, 60_000);
