import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type LoopbackGitHub, type LoopbackRepository, loopbackGitHub } from "../github/index.ts";
import { pushEvent } from "./events.ts";
import { runWorkflow } from "./run-workflow.ts";
import { conclusions, job, runText, WORKFLOW, withJobs } from "./testing/run-files.ts";

let github: LoopbackGitHub;
let repository: LoopbackRepository;
beforeEach(async () => {
  github = await loopbackGitHub();
  repository = await github.addRepository();
});
afterEach(() => github.close());

async function runs(workflow: string, count: number): Promise<readonly string[]> {
  await repository.commit("main", { [WORKFLOW]: workflow });
  const event = await pushEvent(repository);
  const started = [];
  for (let number = 0; number < count; number += 1) {
    started.push(runWorkflow({ github, repository, event, workflow: WORKFLOW }));
    await wait(120); // so that they come in this order
  }
  return (await Promise.all(started)).map(({ conclusion }) => conclusion);
}

const SLOW = job("slow", "", "sleep 0.8");

test("of several runs one is in the group, the newest waits, and the one between is cancelled", async () => {
  expect(await runs(withJobs(SLOW, "concurrency: ci-${{ github.ref }}"), 3)).toEqual([
    "success",
    "cancelled",
    "success",
  ]);
});

test("a newer run takes the place of the older one where it is told to", async () => {
  expect(await runs(withJobs(SLOW, "concurrency: { group: CI, cancel-in-progress: true }"), 2)).toEqual([
    "cancelled",
    "success",
  ]);
});

test("with queue: max all wait for their turn", async () => {
  const concurrency = "concurrency: { group: deploy, queue: max }";
  expect(await runs(withJobs(job("slow", concurrency, "sleep 0.3")), 3)).toEqual(["success", "success", "success"]);
});

test("a job that is cancelled while it waits says so, and its run ends as cancelled", async () => {
  const workflow = withJobs(job("slow", "concurrency: deploy", "sleep 0.6"));
  expect(await runs(workflow, 3)).toEqual(["success", "cancelled", "success"]);
});

test("a called workflow that never gets its turn is among the jobs, with the reason", async () => {
  await repository.commit("main", {
    [WORKFLOW]: withJobs("call:\n  uses: ./.github/workflows/one.yml\n"),
    ".github/workflows/one.yml": `on: workflow_call\nconcurrency: one\njobs:\n  ${SLOW.replaceAll("\n", "\n  ")}`,
  });
  const event = await pushEvent(repository);
  const started = [];
  for (let number = 0; number < 3; number += 1) {
    started.push(runWorkflow({ github, repository, event, workflow: WORKFLOW }));
    await wait(120);
  }
  const endings = await Promise.all(started);
  expect(endings.map(conclusions)).toEqual([
    { "call / slow": "success" },
    { call: "cancelled" },
    { "call / slow": "success" },
  ]);
  expect(endings[1]?.jobs[0]?.annotations[0]?.message).toContain("a higher priority waiting request for one exists");
});

test("who waits for all others does not cancel them, too", async () => {
  const concurrency = "concurrency: { group: deploy, queue: max, cancel-in-progress: true }";
  const ending = await runText(withJobs(job("a", concurrency)));
  expect(ending.jobs[0]?.annotations[0]?.message).toContain("'queue: max' and 'cancel-in-progress: true'");
});

test("jobs of one run share a group, whose name has no case", async () => {
  const home = mkdtempSync(join(tmpdir(), "towpath-home-"));
  const alone = 'mkdir "$HOME/lock" && sleep 0.4 && rmdir "$HOME/lock"';
  try {
    const ending = await runText(
      withJobs(
        job("a", "concurrency: { group: one, queue: max }", alone) +
          job("b", "concurrency: { group: One, queue: max }", alone),
      ),
      { runner: { home } },
    );
    expect(conclusions(ending)).toEqual({ a: "success", b: "success" });
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
});

test("a group that the run itself holds would never be free", async () => {
  const ending = await runText(withJobs(job("a", "concurrency: same"), "concurrency: same"));
  expect(ending.jobs[0]?.annotations[0]?.message).toContain("a deadlock for concurrency group 'same' was detected");
});
