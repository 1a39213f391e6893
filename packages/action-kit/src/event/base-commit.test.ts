import { Secret } from "@towpath/core";
import { expect, test } from "vitest";
import { baseCommit, commitBefore } from "./base-commit.ts";
import { isUntrusted } from "./is-untrusted.ts";
import type { Proposal } from "./proposal.ts";
import { workflowRun } from "./workflow-run.ts";

const [BASE, HEAD, MERGE] = ["a".repeat(40), "b".repeat(40), "c".repeat(40)];
const run = workflowRun({ GITHUB_REPOSITORY: "acme/orders", GITHUB_SHA: MERGE, GITHUB_EVENT_NAME: "pull_request" });
const token = new Secret("t");
const pull: Proposal = {
  kind: "pull-request",
  number: 7,
  base: { sha: BASE, ref: "main" },
  head: { sha: HEAD, ref: "topic", repository: "acme/orders" },
  isFromFork: false,
  author: "anna",
};
const remote = {
  apiUrl: "https://api.github.com",
  serverUrl: "https://github.com",
  repository: "acme/orders",
  token,
  pullRequest: 7,
};

test("a pull request is held against its base, or what GitHub merged it onto", () => {
  expect(baseCommit(pull, undefined, run, token)).toEqual({
    commit: BASE,
    merge: { commit: MERGE, head: HEAD },
    remote,
  });
});

test("what a workflow names comes first: a commit may be fetched, a revision is git's to know", () => {
  expect(baseCommit(pull, HEAD, run, token)).toEqual({ commit: HEAD, remote });
  expect(baseCommit(undefined, "main", run, token)).toBe("main");
});

test("without a proposal there is none, and outside of a repository nothing to fetch it from", () => {
  expect(baseCommit(undefined, undefined, run, token)).toBeUndefined();
  expect(commitBefore(undefined, run, token)).toBeUndefined();
  expect(commitBefore(BASE, { ...run, repository: "" }, undefined)).toEqual({ commit: BASE, remote: undefined });
});

test("what may be a stranger's is untrusted", () => {
  expect(isUntrusted(pull, run)).toBe(true);
  for (const event of ["push", "schedule", "workflow_dispatch"]) expect(isUntrusted(undefined, { event })).toBe(false);
  for (const event of ["issue_comment", "workflow_run", ""]) expect(isUntrusted(undefined, { event })).toBe(true);
  expect(isUntrusted(pull, { event: "push" })).toBe(true);
});
