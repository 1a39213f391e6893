import { expect, test } from "vitest";
import { jobOf, runText, stepOf, withSteps } from "./testing/run-files.ts";

const ACTION = {
  "act/action.yml": `name: Act
description: Acts.
inputs:
  fail-on: { description: When., default: mandatory }
  token: { description: Whose., default: "\${{ github.token }}" }
outputs: { result: { description: How. } }
runs: { using: node24, pre: pre.js, main: main.js, post: post.js, post-if: "!cancelled()" }
`,
  "act/pre.js": `console.log("pre"); require("node:fs").appendFileSync(process.env.GITHUB_STATE, "early=1\\n");`,
  "act/main.js": `const { appendFileSync } = require("node:fs");
const { GITHUB_OUTPUT, GITHUB_STATE, GITHUB_STEP_SUMMARY } = process.env;
console.log([process.env["INPUT_FAIL-ON"], process.env.INPUT_TOKEN.length > 10, process.env.STATE_early, process.env.OWN, process.cwd() === process.env.GITHUB_WORKSPACE].join(" "));
appendFileSync(GITHUB_OUTPUT, "result<<X\\na\\nb\\nX\\n");
appendFileSync(GITHUB_STATE, "kept=it\\n");
appendFileSync(GITHUB_STEP_SUMMARY, "# Done\\n");
console.log("::error file=a.yaml,line=2::wrong");
process.exitCode = Number(process.env.INPUT_CODE ?? 0);`,
  "act/post.js": `console.log(["post", process.env.STATE_early ?? "", process.env.STATE_kept, process.env["INPUT_FAIL-ON"]].join(" "))`,
};

test("a JavaScript action has its inputs, its files, its state and its end", async () => {
  const ending = await runText(
    withSteps(`
- uses: actions/checkout@v5
- { id: act, uses: ./act, with: { Fail-On: never }, env: { OWN: mine } }
- run: echo "\${{ steps.act.outputs.result }}"
- { id: fails, uses: ./act, with: { code: 3 } }
- { if: failure(), run: echo noticed }
`),
    { files: ACTION },
  );
  const { steps, conclusion } = jobOf(ending, "one");
  expect(steps.map((step) => [step.name, step.conclusion])).toEqual([
    ["Run actions/checkout@v5", "success"],
    ["Run ./act", "success"],
    ['Run echo "a', "success"],
    ["Run ./act", "failure"],
    ["Run echo noticed", "success"],
    ["Post Run ./act", "success"],
    ["Post Run ./act", "success"],
    ["Post Run actions/checkout@v5", "success"],
  ]);
  expect(conclusion).toBe("failure");
  expect(stepOf(ending, "act")).toMatchObject({
    outputs: { result: "a\nb" },
    summary: "# Done\n",
    annotations: [{ level: "error", file: "a.yaml", line: 2, message: "wrong" }],
    log: "never true  mine true\n##[error]wrong",
  });
  expect(stepOf(ending, 2).log).toBe("a\nb");
  expect(steps.at(-2)?.log).toBe("post  it never");
  expect(stepOf(ending, "fails").annotations[0]?.message).toContain(
    "Unexpected input(s) 'code', valid inputs are ['fail-on', 'token']",
  );
});

test("the pre of an action from the workflow's own repository runs before the first step", async () => {
  const ending = await runText(withSteps("- run: echo first\n- uses: $/act"), { files: ACTION });
  expect(jobOf(ending, "one").steps.map(({ log }) => log.split("\n")[0])).toEqual([
    "pre",
    "first",
    "mandatory true 1  true",
    "post 1 it mandatory",
  ]);
});

test("the pre of an action within a composite one is not known here, and not left out either", async () => {
  const outer = "name: O\ndescription: O.\nruns: { using: composite, steps: [{ uses: $/act }] }\n";
  const ending = await runText(withSteps("- uses: $/outer"), { files: { ...ACTION, "outer/action.yml": outer } });
  expect(stepOf(ending, 0).annotations[0]?.message).toBe(
    "$/act has a pre within a composite action, which is not known here.",
  );
});

test("a composite action's steps end with its time, and run where it is for a cancelled job", async () => {
  const cancelling = new AbortController();
  const composite = (script: string) => `name: C
description: C.
runs: { using: composite, steps: [{ shell: bash, run: ${script} }, { shell: bash, run: echo after }] }
`;
  const ending = await runText(
    withSteps(`
- { id: late, uses: $/slow, timeout-minutes: 0.005, continue-on-error: true }
- { id: long, run: sleep 20 }
- { id: clean, if: always(), uses: $/quick }
`),
    {
      files: { "slow/action.yml": composite("sleep 20"), "quick/action.yml": composite("echo cleaned") },
      signal: cancelling.signal,
      // The second step is over only when it is cancelled.
      runner: () => {
        setTimeout(() => cancelling.abort(), 3_000);
        return "hosted";
      },
    },
  );
  expect(stepOf(ending, "late")).toMatchObject({
    outcome: "failure",
    steps: [{ outcome: "cancelled" }, { outcome: "skipped" }],
  });
  expect(stepOf(ending, "late").wallMs).toBeLessThan(5_000);
  expect(stepOf(ending, "long").conclusion).toBe("cancelled");
  expect(stepOf(ending, "clean").steps.map(({ log }) => log)).toEqual(["cleaned", "after"]);
});

test("a composite action's steps have their own list, their own status and the caller's variables", async () => {
  const ending = await runText(
    withSteps(`
- uses: actions/checkout@v5
- { id: c, uses: ./c, env: { FROM: step }, continue-on-error: true }
- { id: d, run: 'echo "[\${{ steps.inner.outcome }}] \${{ steps.c.outputs.o }} \${{ steps.c.outcome }} $SET"' }
`),
    {
      files: {
        "c/action.yml": `name: C
description: C.
inputs: { x: { description: X., default: "1" } }
outputs: { o: { description: O., value: "\${{ steps.inner.outputs.o }}" } }
runs:
  using: composite
  steps:
    - { id: inner, shell: bash, run: 'echo "o=\${{ inputs.x }}$FROM" >> "$GITHUB_OUTPUT"; echo "SET=yes" >> "$GITHUB_ENV"; exit 1' }
    - { shell: bash, run: echo never }
    - { if: failure(), shell: bash, run: echo cleaned }
`,
      },
    },
  );
  expect(stepOf(ending, "c").steps.map(({ conclusion }) => conclusion)).toEqual(["failure", "skipped", "success"]);
  expect(stepOf(ending, "c")).toMatchObject({ outcome: "failure", conclusion: "success" });
  expect(stepOf(ending, "d").log).toBe("[] 1step failure yes");
});
