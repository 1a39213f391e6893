import { expect, test } from "vitest";
import { combinationsOf } from "./model/matrix.ts";
import { conclusions, job, jobOf, runText, stepOf, withJobs } from "./testing/run-files.ts";

test("include and exclude, by the example of GitHub's documentation", () => {
  const include = [
    { color: "green" },
    { color: "pink", animal: "cat" },
    { fruit: "apple", shape: "circle" },
    { fruit: "banana" },
    { fruit: "banana", animal: "cat" },
  ];
  expect(combinationsOf({ fruit: ["apple", "pear"], animal: ["cat", "dog"], include })).toEqual([
    { fruit: "apple", animal: "cat", color: "pink", shape: "circle" },
    { fruit: "apple", animal: "dog", color: "green", shape: "circle" },
    { fruit: "pear", animal: "cat", color: "pink" },
    { fruit: "pear", animal: "dog", color: "green" },
    { fruit: "banana" },
    { fruit: "banana", animal: "cat" },
  ]);
  const exclude = [{ os: "a", version: 1 }, { os: "b" }];
  expect(combinationsOf({ os: ["a", "b"], version: [1, 2], exclude })).toEqual([{ os: "a", version: 2 }]);
  expect(combinationsOf({ include: [{ x: 1 }, { x: 2 }] })).toEqual([{ x: 1 }, { x: 2 }]);
  expect(() => combinationsOf({ os: [] })).toThrow("Matrix vector 'os' does not contain any values");
});

test("the first that fails stops those that run and those that wait", async () => {
  const workflow = (failFast: boolean) =>
    withJobs(`
m:
  runs-on: ubuntu-24.04
  strategy: { fail-fast: ${failFast}, max-parallel: 1, matrix: { n: [1, 2, 3] } }
  steps: [{ run: "test \${{ matrix.n }} != 2" }]
`);
  expect(conclusions(await runText(workflow(true)))).toEqual({
    "m (1)": "success",
    "m (2)": "failure",
    "m (3)": "cancelled",
  });
  expect(conclusions(await runText(workflow(false)))).toEqual({
    "m (1)": "success",
    "m (2)": "failure",
    "m (3)": "success",
  });
});

test("a matrix from an output, in order with one at a time, over a called workflow", async () => {
  const order: string[] = [];
  const ending = await runText(
    withJobs(`
list:
  runs-on: ubuntu-24.04
  outputs: { all: "\${{ steps.x.outputs.all }}" }
  steps: [{ id: x, run: "echo 'all=[{\\"name\\":\\"int\\"},{\\"name\\":\\"prod\\"}]' >> $GITHUB_OUTPUT" }]
each:
  needs: list
  strategy: { max-parallel: 1, matrix: { target: "\${{ fromJSON(needs.list.outputs.all) }}" } }
  uses: ./.github/workflows/one.yml
  with: { name: "\${{ matrix.target.name }}", last: "\${{ strategy.job-index == 1 }}" }
none:
  needs: list
  strategy: { matrix: { x: "\${{ fromJSON('[]') }}" } }
  runs-on: ubuntu-24.04
  steps: [{ run: "true" }]
`),
    {
      onStep: (_, step) => order.push(step.log),
      files: {
        ".github/workflows/one.yml": `on:
  workflow_call:
    inputs: { name: { type: string, required: true }, last: { type: boolean } }
jobs:
  go: { runs-on: ubuntu-24.04, steps: [{ run: "echo \${{ inputs.name }} \${{ inputs.last == true }}" }] }
`,
      },
    },
  );
  expect(order.filter(Boolean)).toEqual(["int false", "prod true"]);
  expect(conclusions(ending)).toMatchObject({ "each (int) / go": "success", "each (prod) / go": "success" });
  expect(jobOf(ending, "none").annotations[0]?.message).toContain("does not contain any values");
});

test("what one that may fail leaves, and the names that jobs give themselves", async () => {
  const ending = await runText(
    withJobs(
      `m:
  name: On \${{ matrix.on }}
  runs-on: ubuntu-24.04
  continue-on-error: \${{ matrix.may }}
  outputs: { last: "\${{ steps.o.outputs.v }}", only: "\${{ steps.o.outputs.a }}" }
  strategy: { max-parallel: 1, matrix: { include: [{ on: a, may: true }, { on: b, may: false }] } }
  steps: [{ id: o, run: 'echo "v=\${{ matrix.on }}" >> "$GITHUB_OUTPUT"; echo "\${{ matrix.on }}=own" >> "$GITHUB_OUTPUT"; test \${{ matrix.on }} = b' }]
${job("after", "needs: m", "echo ${{ needs.m.outputs.last }} ${{ needs.m.outputs.only }} ${{ needs.m.result }}")}`,
    ),
  );
  expect(conclusions(ending)).toEqual({ "On a": "failure", "On b": "success", after: "success" });
  expect(stepOf(ending, 0, "after").log).toBe("b own success");
});
