import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { nodeFiles } from "@towpath/core";
import { afterEach, describe, expect, test } from "vitest";
import { repositoryOf } from "../testing/repository.ts";
import type { Workflow } from "./index.ts";
import { loadRepository } from "./load-repository.ts";

const WORKFLOW = ".github/workflows/a.yml";
const minimal = "on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make\n";

function workflowOf(text: string): Workflow {
  const { repository, findings } = repositoryOf({ [WORKFLOW]: text });
  const [workflow] = repository.workflows;
  if (!workflow || findings.length > 0) throw new Error(findings.map(({ message }) => message).join("\n"));
  return workflow;
}

describe("a workflow", () => {
  test("is read with everything where it stands", () => {
    const workflow = workflowOf(`name: ci
on:
  push: { branches: [main] }
  schedule:
    - cron: 0 0 * * *
permissions: # read only
  contents: read # to check out
defaults: { run: { shell: sh } }
jobs:
  build:
    runs-on: [ubuntu-latest, x64]
    needs: lint
    environment: { name: prod, url: https://example.com }
    container: node:24
    services: { db: { image: postgres:17 } }
    strategy: { matrix: { os: [a, b], include: [{ os: c, extra: 1 }] } }
    steps:
      - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2
      - run: |
          echo \${{ github.sha }}
      - name: nothing
  call:
    uses: acme/platform/.github/workflows/a.yml@v1
    secrets: inherit
`);
    expect(workflow.triggers.map(({ name }) => name)).toEqual(["push", "schedule"]);
    expect(workflow.permissions).toMatchObject({ kind: "scopes", comment: "read only" });
    const [build, call] = workflow.jobs;
    if (build?.kind !== "steps" || call?.kind !== "call") throw new Error("other jobs");
    expect(build.address).toBe("workflows.a\\.yml.jobs.build");
    expect(build.runsOn?.labels.map(({ text }) => text)).toEqual(["ubuntu-latest", "x64"]);
    expect(build.needs.map(({ text }) => text)).toEqual(["lint"]);
    expect(build.environment?.text).toBe("prod");
    expect(build.container?.image?.text).toBe("node:24");
    expect(build.services.get("db")?.image?.text).toBe("postgres:17");
    expect(build.matrix?.valuesOf(["os"]).map(({ text }) => text)).toEqual(["a", "b", "c"]);
    const [uses, run, other] = build.steps;
    if (uses?.kind !== "uses" || run?.kind !== "run") throw new Error("other steps");
    expect(uses.uses).toMatchObject({
      kind: "repository",
      owner: "actions",
      repo: "checkout",
      isPinned: true,
      comment: "v4.2.2",
    });
    expect(uses.place.range?.start).toEqual({ line: 18, column: 9 });
    expect(run.shell).toMatchObject({ name: "sh", from: "workflow" });
    expect(run.run.interpolations[0]?.place).toMatchObject({
      file: WORKFLOW,
      range: { start: { line: 20, column: 16 }, end: { line: 20, column: 33 } },
      pointer: "/jobs/build/steps/1/run",
    });
    expect(other?.kind).toBe("other");
    expect(call).toMatchObject({ uses: { kind: "repository", path: ".github/workflows/a.yml", ref: "v1" }, steps: [] });
  });

  test.each([
    ["on: push", ["push"]],
    ["on: [push, pull_request]", ["push", "pull_request"]],
    ["on: { workflow_call: }", ["workflow_call"]],
    ["on:", []],
    ["on: 1", ["1"]],
    ["on: [[push]]", []],
  ])("runs on what %s says", (on, names) => {
    expect(workflowOf(`${on}\njobs: {}\n`).triggers.map(({ name }) => name)).toEqual(names);
  });

  test.each([
    "jobs:",
    "jobs: []",
    "jobs: { a: }",
    "jobs: { a: 1 }",
    "jobs: { a: { steps: { b: 1 } } }",
    "jobs: { a: { steps: [1, [], null] } }",
    "jobs: { a: { strategy: 1, needs: { b: 1 }, env: [], permissions: [x], container: [1], runs-on: {}, if: { a: 1 } } }",
  ])("with something odd in it is read without it: %s", (jobs) => {
    for (const job of workflowOf(`on: push\n${jobs}\n`).jobs) expect(job.steps).toEqual([]);
  });

  test("may be in CRLF, and its conditions bare or not", () => {
    const workflow = workflowOf(
      "on: push\r\njobs:\r\n  a:\r\n    if: github.ref == 'x'\r\n    steps:\r\n      - if: ${{ always() }}\r\n        run: |\r\n          one ${{ env.A }}\r\n",
    );
    const [job] = workflow.jobs;
    expect(job?.if).toMatchObject({ isBare: true });
    expect(job?.if?.interpolations[0]?.expression?.kind).toBe("binary");
    const [step] = job?.steps ?? [];
    expect(step?.if).toMatchObject({ isBare: false });
    expect(step?.kind === "run" && step.run.interpolations[0]?.place.range).toEqual({
      start: { line: 8, column: 15 },
      end: { line: 8, column: 27 },
    });
  });

  test("may use anchors, aliases and any names of keys", () => {
    const workflow = workflowOf(
      "on: push\nenv: &env { A: x }\njobs:\n  constructor: &job\n    runs-on: ubuntu-latest\n    env: *env\n    steps: [{ run: make }]\n  __proto__: *job\n",
    );
    expect(workflow.jobs.map(({ id }) => id)).toEqual(["constructor", "__proto__"]);
    expect(workflow.jobs.every(({ env }) => env?.scalar("A")?.text === "x")).toBe(true);
  });
});

describe("what is used of the same repository is followed:", () => {
  const { repository, findings } = repositoryOf({
    [WORKFLOW]: `on: push
jobs:
  call: { uses: ./.github/workflows/b.yml }
  self: { uses: $/.github/workflows/b.yml }
  gone: { uses: ./.github/workflows/none.yml }
  build:
    runs-on: ubuntu-latest
    steps: [{ uses: ./tools/pack }, { uses: $/.github/actions/x }, { uses: ./../elsewhere }]
`,
    ".github/workflows/b.yml": "on: workflow_call\njobs: {}\n",
    "tools/pack/action.yml": "runs: { using: composite, steps: [{ uses: ./tools/pack }, { uses: ./tools/inner }] }\n",
    "tools/inner/action.yaml": "runs: { using: node24, main: index.js }\n",
    "tools/unused/action.yml": "runs: { using: node24, main: index.js }\n",
    ".github/actions/x/action.yml": "runs: { using: docker, image: Dockerfile }\n",
    ".github/actions/y/action.yml": "runs: { using: composite, steps: [] }\n",
    "action.yml": "runs: { using: composite, steps: [] }\n",
  });

  test("workflows that are called, with who calls them", () => {
    const called = repository.workflows.find(({ path }) => path.endsWith("b.yml"));
    expect(called?.isReusable).toBe(true);
    expect(called?.callers.map(({ id }) => id)).toEqual(["call", "self"]);
    const jobs = repository.workflows[0]?.jobs ?? [];
    expect(jobs.map((job) => (job.kind === "call" ? job.target?.path : "steps"))).toEqual([
      ".github/workflows/b.yml",
      ".github/workflows/b.yml",
      undefined,
      "steps",
    ]);
  });

  test("actions that are used, in circles too, and all that the repository offers", () => {
    expect(findings).toEqual([]);
    expect(repository.actions.map(({ path }) => path)).toEqual([
      ".github/actions/x/action.yml",
      ".github/actions/y/action.yml",
      "action.yml",
      "tools/inner/action.yaml",
      "tools/pack/action.yml",
    ]);
    const pack = repository.actions.find(({ folder }) => folder === "tools/pack");
    expect(pack?.users.map(({ address }) => address)).toEqual([
      "workflows.a\\.yml.jobs.build.steps.0",
      "actions.tools/pack.steps.0",
    ]);
  });
});

test("CODEOWNERS is read as GitHub reads it", () => {
  const { repository } = repositoryOf({
    CODEOWNERS: "* @other\n",
    ".github/CODEOWNERS": "# all\n* @acme/platform # them\n/docs\\ old/ a@example.com @alice\n/free/\n",
  });
  expect(repository.codeowners).toMatchObject({
    path: ".github/CODEOWNERS",
    entries: [
      { pattern: "*", owners: ["@acme/platform"], place: { range: { start: { line: 2, column: 1 } } } },
      { pattern: "/docs\\ old/", owners: ["a@example.com", "@alice"] },
      { pattern: "/free/", owners: [] },
    ],
  });
});

describe("a file that no rule can see is said to be so:", () => {
  test.each([
    ["a syntax error", "on: push\njobs: [\n", "repository/syntax"],
    ["nothing", "", "repository/syntax"],
    ["no mapping", "- a\n", "repository/syntax"],
    ["a key twice", "on: push\non: pull_request\njobs: {}\n", "repository/syntax"],
    ["more than one document", "on: push\n---\non: push\n", "repository/not-checked"],
    ["too many bytes", `on: push # ${"x".repeat(1_100_000)}\n`, "repository/not-checked"],
    ["too deep", `on: ${"[".repeat(100)}${"]".repeat(100)}\n`, "repository/not-checked"],
    ["too many expressions", `on: push\nname: "${"${{ a }}".repeat(10_001)}"\n`, "repository/not-checked"],
    [
      "too much behind its aliases",
      `on: push\na: &a "${"x".repeat(900_000)}"\nb: [*a, *a, *a, *a, *a]\n`,
      "repository/not-checked",
    ],
  ])("%s", (what, text, code) => {
    const { findings } = repositoryOf({ [WORKFLOW]: text });
    const runsNowhere = what === "nothing" || what === "no mapping";
    expect(findings[0]).toMatchObject({ code, level: runsNowhere ? "advisory" : "mandatory" });
    expect(findings[0]?.places[0]?.file).toBe(WORKFLOW);
  });
});

describe("in a folder", () => {
  const folders: string[] = [];
  afterEach(() => {
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
  });
  const folderOf = (files: Readonly<Record<string, string>>): string => {
    const folder = mkdtempSync(join(tmpdir(), "towpath-repository-"));
    folders.push(folder);
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    return folder;
  };

  test("links are followed within the repository, and never out of it", () => {
    const outside = folderOf({ "secret.yml": minimal, "pack/action.yml": "runs: { using: composite }\n" });
    const root = folderOf({ ".github/workflows/a.yml": minimal, "shared/b.yml": minimal });
    symlinkSync(join(root, "shared/b.yml"), join(root, ".github/workflows/b.yml"));
    symlinkSync(join(outside, "secret.yml"), join(root, ".github/workflows/c.yml"));
    symlinkSync(join(root, "nothing.yml"), join(root, ".github/workflows/d.yml"));
    mkdirSync(join(root, ".github/actions"));
    symlinkSync(join(outside, "pack"), join(root, ".github/actions/pack"));
    const { repository, findings } = loadRepository(root, nodeFiles, root);
    expect(repository.workflows.map(({ path }) => path)).toEqual([
      ".github/workflows/a.yml",
      ".github/workflows/b.yml",
    ]);
    expect(findings.map(({ code, message, places }) => [code, message, places[0]?.file])).toEqual([
      [
        "repository/not-checked",
        "It is a link that leads out of the repository, so no rule has seen it.",
        ".github/workflows/c.yml",
      ],
      ["repository/not-checked", "It is no file that can be read, so no rule has seen it.", ".github/workflows/d.yml"],
    ]);
    expect(repository.files.text("../secret.yml")).toBeUndefined();
    expect(repository.files.has(".github/actions/pack/action.yml")).toBe(false);
    expect(repository.files.list("..")).toEqual([]);
  });

  test("a folder of workflows that is somewhere else is said to be so", () => {
    const outside = folderOf({ "a.yml": minimal });
    const root = folderOf({ ".github/CODEOWNERS": "* @a\n" });
    symlinkSync(outside, join(root, ".github/workflows"));
    const { repository, findings } = loadRepository(root, nodeFiles, root);
    expect(repository.workflows).toEqual([]);
    expect(findings).toMatchObject([{ code: "repository/not-checked", places: [{ file: ".github/workflows" }] }]);
    expect(repository.files.has(".github")).toBe(false);
    expect(repository.files.has(".github/CODEOWNERS")).toBe(true);
  });

  test("places are shown from where the user stands", () => {
    const root = folderOf({ ".github/workflows/a.yml": minimal });
    const { repository } = loadRepository(root, nodeFiles, join(root, ".github"));
    expect(repository.workflows[0]?.place.file).toBe("workflows/a.yml");
    expect(repository.workflows[0]?.path).toBe(".github/workflows/a.yml");
  });

  test("there may be nothing", () => {
    const { repository, findings } = loadRepository(join(tmpdir(), "towpath-nowhere"), nodeFiles, tmpdir());
    expect(repository).toMatchObject({ workflows: [], actions: [], dependabot: undefined, codeowners: undefined });
    expect(findings).toEqual([]);
  });
});
