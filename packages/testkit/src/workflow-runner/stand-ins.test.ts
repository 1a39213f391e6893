import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type LoopbackGitHub, type LoopbackRepository, loopbackGitHub } from "../github/index.ts";
import { pullRequestEvent } from "./events.ts";
import { runWorkflow } from "./run-workflow.ts";
import { jobOf, runIn, runText, stepOf, WORKFLOW, withJobs, withSteps } from "./testing/run-files.ts";

let github: LoopbackGitHub;
let repository: LoopbackRepository;
beforeEach(async () => {
  github = await loopbackGitHub();
  repository = await github.addRepository();
});
afterEach(() => github.close());

test("checkout takes the merge of a pull request, as deep as asked", async () => {
  const steps = (depth: number) =>
    withSteps(`
- { uses: actions/checkout@v5, with: { fetch-depth: ${depth}, persist-credentials: false } }
- { id: look, run: 'test "$(git rev-parse HEAD)" = "$GITHUB_SHA"; git log --oneline --all | wc -l; git rev-list --count HEAD; cat a.txt; git config --get-regexp extraheader || true' }
`);
  for (const [depth, here] of [
    [1, "1"],
    [2, "3"],
    [0, "4"],
  ] as const) {
    await repository.commit("main", { [WORKFLOW]: steps(depth), "a.txt": "one" });
    await repository.commit(`topic-${depth}`, { "b.txt": "two" }, { from: "main" });
    await repository.commit("main", { "c.txt": `three ${depth}` });
    const pull = await repository.openPull({ number: 10 + depth, head: `topic-${depth}` });
    const ending = await runWorkflow({
      github,
      repository,
      event: await pullRequestEvent(repository, pull),
      workflow: WORKFLOW,
    });
    const [, reachable, text] = stepOf(ending, "look").log.split("\n");
    if (depth > 0) expect([depth, reachable]).toEqual([depth, here]);
    else expect(Number(reachable)).toBeGreaterThan(4);
    expect(text).toBe("one");
  }
});

test("checkout leaves its token for git only where it is asked to, and takes it away at the end", async () => {
  const home = mkdtempSync(join(tmpdir(), "towpath-home-"));
  const look = `git config --get-regexp extraheader | wc -l`;
  try {
    const ending = await runIn(
      github,
      repository,
      withSteps(
        `- uses: actions/checkout@v5\n- { id: look, run: '${look}' }\n- { id: ref, run: git branch --show-current }`,
      ),
      { runner: { home } },
    );
    expect(stepOf(ending, "look").log).toBe("1");
    expect(stepOf(ending, "ref").log).toBe("main");
    const after = await runIn(github, repository, withSteps(`- { id: look, run: '${look}' }`), { runner: { home } });
    expect(stepOf(after, "look").log).toBe("0");
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
});

test("a machine of one's own keeps its home and its workspace, which checkout cleans; a hosted one keeps nothing", async () => {
  const home = mkdtempSync(join(tmpdir(), "towpath-home-"));
  const workflow = withSteps(`
- { id: before, run: 'ls -A . "$HOME"' }
- { uses: actions/checkout@v5, with: { clean: "\${{ vars.CLEAN }}" } }
- { id: after, run: 'ls; touch left "$HOME/kept"' }
`);
  try {
    const own = (clean: string) =>
      runIn(github, repository, workflow, { files: { "a.txt": clean }, runner: { home }, variables: { CLEAN: clean } });
    await own("true");
    const second = await own("false");
    expect(stepOf(second, "before").log).toMatch(/left[\s\S]*kept/);
    expect(stepOf(second, "after").log).toBe("a.txt\nleft");
    expect(stepOf(await own("true"), "after").log).toBe("a.txt");
    const hosted = await runIn(github, repository, workflow, { variables: { CLEAN: "true" } });
    expect(stepOf(hosted, "before").log).not.toMatch(/left|kept/);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
});

test("artifacts travel from job to job, without their modes and without what is hidden", async () => {
  const ending = await runText(
    withJobs(`
up:
  runs-on: ubuntu-24.04
  steps:
    - run: 'mkdir -p out/sub && echo 1 > out/a && echo 2 > out/sub/b && chmod +x out/a && touch out/.hidden && echo x > c.txt'
    - { uses: actions/upload-artifact@v4, with: { name: folder, path: out } }
    - { uses: actions/upload-artifact@v4, with: { name: two, path: "out/sub\\nc.txt" } }
    - { uses: actions/upload-artifact@v4, with: { name: none, path: nothing } }
    - { uses: actions/upload-artifact@v4, with: { name: none, path: nothing, if-no-files-found: error }, continue-on-error: true, id: error }
    - { uses: actions/upload-artifact@v4, with: { name: folder, path: out }, continue-on-error: true, id: again }
    - { uses: actions/upload-artifact@v4, with: { name: shown, path: "out/**\\n!out/sub", include-hidden-files: true } }
down:
  needs: up
  runs-on: ubuntu-24.04
  steps:
    - { uses: actions/download-artifact@v4, with: { name: folder, path: got } }
    - { id: one, run: 'find got -type f | sort; stat -c %a got/a' }
    - { uses: actions/download-artifact@v4, with: { path: all } }
    - { id: all, run: 'find all -type f | sort' }
    - { uses: actions/download-artifact@v4, with: { name: gone }, continue-on-error: true, id: gone }
`),
  );
  expect(stepOf(ending, "error", "up").outcome).toBe("failure");
  expect(stepOf(ending, "again", "up").annotations[0]?.message).toContain("409");
  expect(stepOf(ending, "one", "down").log).toBe("got/a\ngot/sub/b\n644");
  expect(stepOf(ending, "all", "down").log.split("\n")).toEqual([
    "all/folder/a",
    "all/folder/sub/b",
    "all/shown/.hidden",
    "all/shown/a",
    "all/two/c.txt",
    "all/two/out/sub/b",
  ]);
  expect(stepOf(ending, "gone", "down").annotations[0]?.message).toContain("Artifact not found for name: gone");
});

test("an artifact takes no file whose name some systems do not have, and no hidden folder that is named", async () => {
  const ending = await runText(
    withSteps(`
- run: 'mkdir -p out .kept && echo 1 > "out/sha256:abc" && echo 1 > .kept/a && echo 1 > b'
- { id: colon, continue-on-error: true, uses: actions/upload-artifact@v4, with: { name: colon, path: out } }
- { id: hidden, uses: actions/upload-artifact@v4, with: { name: hidden, path: .kept } }
- { id: asked, uses: actions/upload-artifact@v4, with: { name: asked, path: .kept, include-hidden-files: true } }
- { id: name, continue-on-error: true, uses: actions/upload-artifact@v4, with: { name: "a:b", path: b } }
`),
  );
  expect(stepOf(ending, "colon").annotations[0]?.message).toContain(
    "The path for one of the files in artifact is not valid",
  );
  expect(stepOf(ending, "hidden").log).toContain("No files were found");
  expect(stepOf(ending, "asked").outputs["artifact-id"]).toMatch(/^\d+$/);
  expect(stepOf(ending, "name").annotations[0]?.message).toContain("The artifact name is not valid: a:b");
});

test("an artifact's number leads to it alone, and to nothing that took its place", async () => {
  const ending = await runText(
    withJobs(`
up:
  runs-on: ubuntu-24.04
  outputs: { one: "\${{ steps.one.outputs.artifact-id }}", two: "\${{ steps.two.outputs.artifact-id }}" }
  steps:
    - run: 'echo 1 > a; echo 2 > b'
    - { uses: actions/upload-artifact@v4, with: { name: x, path: a }, id: one }
    - { uses: actions/upload-artifact@v4, with: { name: x, path: b, overwrite: true }, id: two }
down:
  needs: up
  runs-on: ubuntu-24.04
  steps:
    - { uses: actions/download-artifact@v4, with: { artifact-ids: "\${{ needs.up.outputs.two }}" } }
    - { id: look, run: ls }
    - { uses: actions/download-artifact@v4, with: { artifact-ids: "\${{ needs.up.outputs.one }}" }, continue-on-error: true, id: gone }
`),
  );
  expect(stepOf(ending, "look", "down").log).toBe("b");
  expect(stepOf(ending, "gone", "down").annotations[0]?.message).toContain("no artifact has the id 1");
});

test("a cache is saved where a job succeeds, and read by its branch and those that come from it", async () => {
  const workflow = withSteps(`
- { id: cache, uses: actions/cache@v4, with: { path: kept, key: "k-\${{ vars.N }}", restore-keys: k- } }
- { id: look, run: 'cat kept/x || true; mkdir -p kept; echo "\${{ vars.N }}" > kept/x; test "\${{ vars.N }}" != bad' }
`);
  const run = async (n: string) => {
    const ending = await runIn(github, repository, workflow, { variables: { N: n } });
    return [stepOf(ending, "cache").outputs["cache-hit"], stepOf(ending, "look").log.split("\n")[0]];
  };
  expect((await run("bad"))[0]).toBe("");
  expect(await run("1")).toEqual(["", expect.stringContaining("No such file")]);
  expect(await run("1")).toEqual(["true", "1"]);
  expect(await run("2")).toEqual(["false", "1"]);
});

test("a cache's key has no comma and 512 characters at most", async () => {
  const long = "k".repeat(513);
  const ending = await runText(
    withSteps(`
- { id: comma, continue-on-error: true, uses: actions/cache@v4, with: { path: a, key: "a,b" } }
- { id: long, continue-on-error: true, uses: actions/cache/restore@v4, with: { path: a, key: a, restore-keys: "${long}" } }
`),
  );
  expect(stepOf(ending, "comma").annotations[0]?.message).toBe("Key Validation Error: a,b cannot contain commas.");
  expect(stepOf(ending, "long").annotations[0]?.message).toBe(
    `Key Validation Error: ${long} cannot be larger than 512 characters.`,
  );
});

test("toolchains are those of this machine, in the version that is asked for", async () => {
  const [major = ""] = process.versions.node.split(".");
  const ending = await runText(
    withSteps(`
- { id: node, uses: actions/setup-node@v5, with: { node-version: "${major}" } }
- { id: which, run: node --version }
- { id: old, uses: actions/setup-node@v5, with: { node-version: 8 }, continue-on-error: true }
- { id: java, uses: actions/setup-java@v5, with: { java-version: 21 }, continue-on-error: true }
- { id: file, continue-on-error: true, uses: actions/setup-node@v5, with: { node-version-file: .nvmrc } }
`),
  );
  expect(stepOf(ending, "node").outputs["node-version"]).toMatch(new RegExp(`^${major}\\.`));
  expect(stepOf(ending, "which").log).toBe(process.version);
  expect(stepOf(ending, "old").annotations[0]?.message).toMatch(/Unable to find node version '8'/);
  expect(stepOf(ending, "java").annotations[0]?.message).toBe("Input required and not supplied: distribution");
  expect(jobOf(ending, "one").steps).toHaveLength(5);
});
