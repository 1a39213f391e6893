import { expect, test } from "vitest";
import { requireMerged } from "./require-merged.ts";
import { workflowRun } from "./workflow-run.ts";

const on = (event: string) => ({ run: workflowRun({ GITHUB_EVENT_NAME: event }), proposal: () => undefined });

test.each(["push", "schedule", "workflow_dispatch", "release", "repository_dispatch"])(
  "%s is about what is merged",
  (event) => expect(() => requireMerged(on(event), "deploys")).not.toThrow(),
);

test.each(["issue_comment", "workflow_run", "pull_request_target", ""])("%j may be about anything", (event) =>
  expect(() => requireMerged(on(event), "deploys")).toThrow(/This action deploys, and the event/),
);

test("a proposal is none, whatever the event is called", () => {
  const group = { kind: "merge-group", base: { sha: "a".repeat(40) }, head: { sha: "b".repeat(40) } } as const;
  expect(() => requireMerged({ ...on("push"), proposal: () => group }, "deploys")).toThrow(/nothing was done/);
});
