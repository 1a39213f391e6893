import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { conclusions, jobOf, runText, stepOf, withJobs } from "./testing/run-files.ts";

let folder = "";
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "towpath-other-")));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function other(files: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return { "towpath/towpath": folder };
}

const CALL = `call:
  permissions: { contents: read, checks: write }
  uses: towpath/towpath/.github/workflows/service.yml@v1
`;

test("inputs, secrets and outputs of a called workflow, whose local paths are in its own repository", async () => {
  const repositories = other({
    ".github/workflows/service.yml": `on:
  workflow_call:
    inputs: { name: { type: string, required: true }, count: { type: number, default: 2 }, fast: { type: boolean } }
    secrets: { key: { required: true } }
    outputs: { said: { value: "\${{ jobs.inner.outputs.said }}" } }
jobs:
  inner:
    uses: ./.github/workflows/inner.yml
    with: { name: "\${{ inputs.name }}-\${{ inputs.count + 0 }}" }
    secrets: inherit
`.replace(" + 0", ""),
    ".github/workflows/inner.yml": `on:
  workflow_call:
    inputs: { name: { type: string } }
    secrets: { key: {} }
    outputs: { said: { value: "\${{ jobs.say.outputs.said }}" } }
jobs:
  say:
    runs-on: ubuntu-24.04
    outputs: { said: "\${{ steps.s.outputs.said }}" }
    steps:
      - uses: $/actions/greet
        id: s
        with: { whom: "\${{ inputs.name }}" }
      - { id: look, run: 'echo "[\${{ secrets.key == ''k-of-a-test'' }}] [\${{ secrets.OTHER }}] [\${{ env.OUTER }}] $GITHUB_WORKFLOW_REF"' }
`,
    "actions/greet/action.yml": `name: Greet
description: Greets.
inputs: { whom: { description: Who., default: nobody } }
outputs: { said: { description: What., value: "\${{ steps.x.outputs.said }}" } }
runs:
  using: composite
  steps:
    - { id: x, shell: bash, run: 'echo "said=hello \${{ inputs.whom }}" >> "$GITHUB_OUTPUT"; test -f "$GITHUB_ACTION_PATH/action.yml"' }
    - uses: $/actions/more
`,
    "actions/more/action.yml": `name: More
description: More.
runs: { using: composite, steps: [{ shell: sh, run: "echo more" }] }
`,
  });
  const ending = await runText(
    withJobs(
      `${CALL}  with: { name: orders }
  secrets: { key: "\${{ secrets.DEPLOY_KEY }}" }
after:
  runs-on: ubuntu-24.04
  needs: call
  steps: [{ run: "echo \${{ needs.call.outputs.said }}" }]
`,
      "env: { OUTER: outside }",
    ),
    { repositories, secrets: { DEPLOY_KEY: "k-of-a-test", OTHER: "o-of-a-test" } },
  );
  expect(conclusions(ending)).toEqual({ "call / inner / say": "success", after: "success" });
  expect(jobOf(ending, "call/inner/say").name).toBe("call / inner / say");
  expect(stepOf(ending, "look", "call/inner/say").log).toMatch(
    /^\[true\] \[\] \[\] acme\/orders\/.github\/workflows\/ci.yml@/,
  );
  expect(stepOf(ending, "s", "call/inner/say").steps.map(({ log }) => log)).toEqual(["", "more"]);
  expect(stepOf(ending, 0, "after").log).toBe("hello orders-2");
});

test.each([
  ["with: { nam: x }", /Invalid input, nam is not defined/],
  ["with: {}", /Input name is required, but not provided/],
  ["with: { name: a }\n  secrets: { other: x }", /Invalid secret, other is not defined/],
])("a call with %s is refused before anything runs", async (call, message) => {
  const repositories = other({
    ".github/workflows/service.yml":
      "on: { workflow_call: { inputs: { name: { type: string, required: true } } } }\njobs: { a: { runs-on: ubuntu-24.04, steps: [{ run: 'true' }] } }\n",
  });
  await expect(runText(withJobs(`${CALL}  ${call}\n`), { repositories })).rejects.toThrow(message);
});

test("an input of another type fails the job", async () => {
  const repositories = other({
    ".github/workflows/service.yml":
      "on: { workflow_call: { inputs: { fast: { type: boolean } } } }\njobs: { a: { runs-on: ubuntu-24.04, steps: [{ run: 'true' }] } }\n",
  });
  const ending = await runText(withJobs(`${CALL}  with: { fast: "\${{ github.ref }}" }\n`), { repositories });
  expect(jobOf(ending, "call").annotations[0]?.message).toContain("expected a boolean");
});

test("a called workflow has what the calling job has, or less, and never more", async () => {
  const service = (permissions: string) =>
    other({
      ".github/workflows/service.yml": `on: workflow_call
jobs:
  as-is: { runs-on: ubuntu-24.04, steps: [{ run: "true" }] }
  less: { permissions: { contents: read }, runs-on: ubuntu-24.04, steps: [{ run: "true" }] }
  none: { permissions: {}, runs-on: ubuntu-24.04, steps: [{ run: "true" }] }
${permissions}`,
    });
  const ending = await runText(withJobs(CALL, "permissions: {}"), { repositories: service("") });
  expect(Object.fromEntries(ending.jobs.map(({ key, permissions }) => [key, permissions]))).toEqual({
    "call/as-is": { contents: "read", checks: "write" },
    "call/less": { contents: "read" },
    "call/none": {},
  });
  const greedy = service(
    `  more: { if: false, permissions: { contents: write }, runs-on: ubuntu-24.04, steps: [{ run: "true" }] }\n`,
  );
  await expect(runText(withJobs(CALL), { repositories: greedy })).rejects.toThrow(
    "The nested job 'more' is requesting 'contents: write', but is only allowed 'contents: read'",
  );
});

test("a called workflow sees those secrets of an environment that are handed on by name, or all with inherit", async () => {
  const repositories = other({
    ".github/workflows/service.yml": `on: { workflow_call: { secrets: { named: {}, unnamed: {} } } }
jobs:
  show:
    runs-on: ubuntu-24.04
    environment: prod
    steps: [{ run: "echo \${{ secrets.NAMED == 'of-prod' }} \${{ secrets.UNNAMED == 'of-prod' }}" }]
`,
  });
  const environments = { prod: { secrets: { NAMED: "of-prod", UNNAMED: "of-prod" } } };
  const shown = async (secrets: string) =>
    stepOf(await runText(withJobs(`${CALL}${secrets}`), { repositories, environments }), 0, "call/show").log;
  expect(await shown("")).toBe("false false");
  expect(await shown(`  secrets: { named: "\${{ secrets.NAMED }}" }\n`)).toBe("true false");
  expect(await shown("  secrets: inherit\n")).toBe("true true");
});

test("a workflow that cannot be called, or is not there, is refused", async () => {
  await expect(
    runText(withJobs(CALL), {
      repositories: other({
        ".github/workflows/service.yml": "on: push\njobs: { a: { runs-on: ubuntu-24.04, steps: [{ run: 'true' }] } }\n",
      }),
    }),
  ).rejects.toThrow("has no 'on: workflow_call'");
  rmSync(join(folder, ".github"), { recursive: true });
  await expect(runText(withJobs(CALL), { repositories: other({}) })).rejects.toThrow(
    "has no .github/workflows/service.yml",
  );
  await expect(runText(withJobs(CALL))).rejects.toThrow("the repository is not known here");
});
