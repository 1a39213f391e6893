import { describe, expect, test } from "vitest";
import { repositoryOf } from "../../testing/repository.ts";
import { reachingIn } from "../expression/reaching.ts";
import type { Step } from "../index.ts";
import { scopeOf } from "./scope.ts";
import { trace } from "./trace.ts";

/** Who decides what the expressions of a workflow's scripts come to, by what is read: those of its own steps and of actions. */
function traced(files: Readonly<Record<string, string>>) {
  const { repository, findings } = repositoryOf(files);
  if (findings.length > 0) throw new Error(findings.map(({ message }) => message).join("\n"));
  const steps: readonly Step[] = [
    ...repository.workflows.flatMap(({ jobs }) => jobs.flatMap((job) => job.steps)),
    ...repository.actions.flatMap((action) => action.steps),
  ];
  return Object.fromEntries(
    steps.flatMap((step) =>
      step.kind !== "run"
        ? []
        : step.run.interpolations.flatMap(({ expression }) =>
            (expression ? reachingIn(expression) : []).map((one) => {
              const { trust, source, via } = trace(one, scopeOf(step));
              return [
                one.path.join("."),
                `${trust} ${source} ${via.map(({ range }) => range?.start.line).join()}`.trim(),
              ];
            }),
          ),
    ),
  );
}

const one = (text: string) => traced({ ".github/workflows/a.yml": text });

test("what is read of github is somebody's: GitHub's, the repository's or a stranger's", () => {
  const paths = {
    "github.sha": "fixed",
    "github.repository": "fixed",
    "github.run_id": "fixed",
    "github.event.number": "fixed",
    "github.event.pull_request.head.sha": "fixed",
    "github.event.pull_request.html_url": "fixed",
    "github.event.repository.full_name": "fixed",
    "github.event.sender.login": "fixed",
    "github.ref_name": "unknown",
    "github.actor": "unknown",
    "github.event.release.name": "unknown",
    "github.event.client_payload.x": "unknown",
    "github.event.pull_request.base.ref": "unknown",
    "github.event.pull_request.head.repo.full_name": "unknown",
    "github.head_ref": "untrusted",
    "github.event.issue.title": "untrusted",
    "github.event.comment.body": "untrusted",
    "github.event.pull_request.head.ref": "untrusted",
    "github.event.pull_request.head.repo.default_branch": "untrusted",
    "github.event.pull_request.head.label": "untrusted",
    "github.event.review.body": "untrusted",
    "github.event.pages.*.page_name": "untrusted",
    "github.event.commits.*.message": "untrusted",
    "github.event.head_commit.author.email": "untrusted",
    "github.event.workflow_run.head_branch": "untrusted",
    "github.event.discussion.title": "untrusted",
    "github.event": "untrusted",
    github: "untrusted",
    "secrets.x": "fixed",
    "runner.os": "fixed",
    "steps.a.outcome": "fixed",
    "needs.a.result": "fixed",
    "vars.x": "unknown",
    "mystery.x": "unknown",
  };
  const run = Object.keys(paths).map((path) => `\${{ ${path} }}`);
  const found = one(`on: push\njobs: { a: { runs-on: x, steps: [{ run: "${run.join(" ")}" }] } }\n`);
  expect(Object.fromEntries(Object.entries(found).map(([path, said]) => [path, said.split(" ")[0]]))).toEqual(paths);
});

describe("it is followed", () => {
  test("through variables: the nearest holds, and is worked out with those around it", () => {
    expect(
      one(`on: issues
env: { A: "\${{ github.event.issue.title }}", B: x, C: "\${{ github.event.issue.body }}" }
jobs:
  a:
    runs-on: x
    env: { A: fixed, B: "\${{ env.C }}" }
    steps:
      - env: { D: "\${{ env.B }}", B: "\${{ env.B }}" }
        run: \${{ env.a }} \${{ env.b }} \${{ env.C }} \${{ env.D }} \${{ env.E }}
`),
    ).toEqual({
      "env.a": "fixed env.a",
      "env.b": "untrusted github.event.issue.body 8,6,2",
      "env.c": "untrusted github.event.issue.body 2",
      "env.d": "untrusted github.event.issue.body 8,6,2",
      "env.e": "unknown env.e",
    });
  });

  test("through a matrix", () => {
    expect(
      one(`on: push
jobs:
  a:
    runs-on: x
    strategy: { matrix: { os: [a, b], v: ["\${{ github.head_ref }}"], made: "\${{ fromJSON(needs.b.outputs.x) }}", list: "\${{ fromJSON('[1]') }}" } }
    steps: [{ run: "\${{ matrix.os }} \${{ matrix.v }} \${{ matrix.made }} \${{ matrix.list }} \${{ matrix.gone }} \${{ toJSON(matrix) }}" }]
  b: { runs-on: x, outputs: { x: "\${{ github.event.issue.title }}" }, steps: [] }
`),
    ).toEqual({
      "matrix.os": "fixed matrix.os",
      "matrix.v": "untrusted github.head_ref 5",
      "matrix.made": "untrusted github.event.issue.title 5,7",
      "matrix.list": "fixed matrix.list",
      "matrix.gone": "fixed matrix.gone",
      matrix: "untrusted github.head_ref 5",
    });
  });

  test("through inputs of workflows, and outputs of jobs and steps", () => {
    expect(
      traced({
        ".github/workflows/a.yml": `on: issues
jobs:
  call: { uses: ./.github/workflows/b.yml, with: { title: "\${{ github.event.issue.title }}", other: fixed } }
  after: { runs-on: x, needs: call, steps: [{ run: "\${{ needs.call.outputs.said }} \${{ needs.gone.outputs.x }}" }] }
`,
        ".github/workflows/b.yml": `on:
  workflow_call:
    inputs: { title: { type: string }, other: { type: string }, on: { type: boolean } }
    outputs: { said: { value: "\${{ jobs.a.outputs.y }}" } }
jobs:
  a:
    runs-on: x
    outputs: { y: "\${{ steps.s.outputs.z }}" }
    steps:
      - { id: s, run: "\${{ inputs.title }} \${{ inputs.other }} \${{ inputs.on }}" }
`,
      }),
    ).toEqual({
      "needs.call.outputs.said": "unknown steps.s.outputs.z 4,8",
      "needs.gone.outputs.x": "unknown needs.gone.outputs.x",
      "inputs.title": "untrusted github.event.issue.title 3",
      "inputs.other": "unknown inputs.other",
      "inputs.on": "fixed inputs.on",
    });
  });

  test("through actions of the repository, in and out again", () => {
    expect(
      traced({
        ".github/workflows/a.yml": `on: issues
jobs:
  a:
    runs-on: x
    steps:
      - { id: say, uses: ./say, with: { Text: "\${{ github.event.issue.title }}" } }
      - run: \${{ steps.say.outputs.same }} \${{ steps.say.outputs.fixed }}
`,
        "say/action.yml": `inputs: { text: {} }
outputs: { same: { value: "\${{ inputs.text }}" }, fixed: { value: "1" } }
runs: { using: composite, steps: [{ run: "\${{ inputs.text }}", shell: bash }] }
`,
      }),
    ).toEqual({
      "steps.say.outputs.same": "untrusted github.event.issue.title 2,6",
      "steps.say.outputs.fixed": "fixed steps.say.outputs.fixed",
      "inputs.text": "untrusted github.event.issue.title 6",
    });
  });

  test("in circles no further than that, and never for long", () => {
    const many = Array.from({ length: 50 }, (_, index) => `\${{ env.A${index} }}`).join("");
    const env = Array.from({ length: 50 }, (_, index) => `A${index}: "${many}"`).join(", ");
    const started = performance.now();
    const found = one(`on: push
env: { ${env} }
jobs:
  a: { runs-on: x, env: { ${env} }, steps: [{ env: { ${env} }, run: "\${{ env.A1 }}" }] }
  b: { runs-on: x, outputs: { x: "\${{ needs.b.outputs.x }}" }, steps: [{ run: "\${{ needs.b.outputs.x }}" }] }
`);
    expect(found).toMatchObject({ "needs.b.outputs.x": expect.stringMatching(/^unknown/) });
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});

test("what is only compared, or only decides, does not reach the result", () => {
  expect(
    one(
      `on: push\njobs: { a: { runs-on: x, steps: [{ run: "\${{ github.head_ref == 'x' && env.A || !env.B && format('{0}', env.C) || contains(env.D, 'x') }} \${{ case(env.E, env.F, env.G) }} \${{ (env.H || env.I).name }} \${{ fromJSON(env.J).name }}" }] } }\n`,
    ),
  ).toEqual(
    Object.fromEntries(
      ["env.a", "env.c", "env.f", "env.g", "env.h.name", "env.i.name", "env.j"].map((path) => [
        path,
        `unknown ${path}`,
      ]),
    ),
  );
});
