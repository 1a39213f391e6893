import { expect, test } from "vitest";
import { loopbackGitHub } from "../github/index.ts";
import { dispatchEvent } from "./events.ts";
import { runWorkflow } from "./run-workflow.ts";
import { stepOf, WORKFLOW } from "./testing/run-files.ts";

const BY_HAND = `on:
  workflow_dispatch:
    inputs:
      environment: { type: choice, required: true, options: [int, prod] }
      dry: { type: boolean, default: true }
      count: { type: number }
      reason: { default: because }
jobs:
  one:
    runs-on: ubuntu-24.04
    steps:
      - run: echo '\${{ toJSON(inputs) }}'
      - run: echo '\${{ toJSON(github.event.inputs) }}'
`;

async function started(inputs: Readonly<Record<string, string>>, workflow = BY_HAND) {
  await using github = await loopbackGitHub();
  const repository = await github.addRepository();
  await repository.commit("main", { [WORKFLOW]: workflow });
  return await runWorkflow({ github, repository, event: await dispatchEvent(repository, inputs), workflow: WORKFLOW });
}

test("inputs of a run that is started by hand have their types and defaults; the event has texts", async () => {
  const ending = await started({ environment: "prod", Count: "3" });
  expect(JSON.parse(stepOf(ending, 0).log)).toEqual({ environment: "prod", dry: true, count: 3, reason: "because" });
  expect(JSON.parse(stepOf(ending, 1).log)).toEqual({
    environment: "prod",
    dry: "true",
    count: "3",
    reason: "because",
  });
});

test.each([
  [{}, "Required input 'environment' not provided"],
  [{ environment: "" }, "Required input 'environment' not provided"],
  [{ environment: "dev" }, "Provided value 'dev' for input 'environment' not in the list of allowed values"],
  [{ environment: "int", digest: "x" }, 'Unexpected inputs provided: ["digest"]'],
  [{ environment: "int", dry: "yes" }, "Provided value 'yes' for input 'dry' is no boolean"],
])("%j is refused before anything runs", async (inputs, message) => {
  await expect(started(inputs)).rejects.toThrow(message);
});

test("a workflow that is not for that is not started by hand", async () => {
  expect((await started({}, BY_HAND.replace(/on:\n[\s\S]*(?=jobs:)/, "on: push\n"))).conclusion).toBe("not-triggered");
});
