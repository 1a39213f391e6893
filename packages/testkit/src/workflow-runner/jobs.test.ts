import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { conclusions, job, jobOf, runText, stepOf, withJobs } from "./testing/run-files.ts";

test("a job that needs one that failed or was skipped is skipped, and so is what needs that", async () => {
  const ending = await runText(
    withJobs(
      [
        job("fails", "", "exit 3"),
        job("skipped", "if: false"),
        job("after-failure", "needs: fails"),
        job("after-skipped", "needs: skipped"),
        job("in-any-case", "needs: [fails, skipped]\nif: always()"),
        job("far", "needs: in-any-case"),
        job("on-failure", "needs: in-any-case\nif: failure()"),
        job("not-on-failure", "needs: skipped\nif: failure()"),
        job("despite", "needs: fails\nif: ${{ !cancelled() }}"),
      ].join(""),
    ),
  );
  expect(conclusions(ending)).toEqual({
    fails: "failure",
    skipped: "skipped",
    "after-failure": "skipped",
    "after-skipped": "skipped",
    "in-any-case": "success",
    far: "skipped",
    "on-failure": "success",
    "not-on-failure": "skipped",
    despite: "success",
  });
  expect(ending.conclusion).toBe("failure");
});

test("outputs reach those that need the job, and nobody else", async () => {
  const ending = await runText(
    withJobs(`
first:
  runs-on: ubuntu-24.04
  outputs: { list: "\${{ steps.say.outputs.list }}", none: "\${{ steps.say.outputs.none }}" }
  steps: [{ id: say, run: 'echo "list=[1,2]" >> "$GITHUB_OUTPUT"' }]
second:
  runs-on: ubuntu-24.04
  needs: first
  steps:
    - run: echo "\${{ fromJSON(needs.first.outputs.list)[1] }} [\${{ needs.first.outputs.none }}] \${{ needs.first.result }}"
third:
  runs-on: ubuntu-24.04
  needs: second
  steps: [{ run: "echo '\${{ toJSON(needs) }}'" }]
`),
  );
  expect(jobOf(ending, "first").outputs).toEqual({ list: "[1,2]", none: "" });
  expect(stepOf(ending, 0, "second").log).toBe("2 [] success");
  expect(JSON.parse(stepOf(ending, 0, "third").log)).toEqual({ second: { result: "success", outputs: {} } });
});

test("a job whose failure is forgiven counts as a success for those that need it", async () => {
  const ending = await runText(
    withJobs(job("fails", "continue-on-error: true", "exit 1") + job("after", "needs: fails")),
  );
  expect(conclusions(ending)).toEqual({ fails: "failure", after: "success" });
  expect(ending.conclusion).toBe("success");
});

test("a cancelled run stops what runs, and what is for that case still runs", async () => {
  const cancelling = new AbortController();
  const begun = mkdtempSync(join(tmpdir(), "towpath-begun-"));
  const looking = setInterval(() => readdirSync(begun).length === 2 && cancelling.abort(), 20);
  const ending = await runText(
    withJobs(`
slow:
  runs-on: ubuntu-24.04
  steps:
    - { id: first, run: "true" }
    - { id: long, run: 'trap "echo asked; exit 1" INT; touch "$BEGUN/slow"; sleep 30 > /dev/null 2>&1 & wait' }
    - { id: later, run: "true" }
    - { id: clean, if: always(), run: echo cleaned }
    - { id: told, if: cancelled(), run: "true" }
    - { id: failed, if: failure(), run: "true" }
after:
  runs-on: ubuntu-24.04
  needs: slow
  steps: [{ run: "true" }]
report:
  runs-on: ubuntu-24.04
  needs: slow
  if: cancelled()
  steps: [{ run: "true" }]
unless:
  runs-on: ubuntu-24.04
  needs: slow
  if: "!cancelled()"
  steps: [{ run: "true" }]
anyway:
  runs-on: ubuntu-24.04
  if: always()
  steps: [{ run: 'touch "$BEGUN/anyway"; sleep 1' }, { run: echo whole }]
call:
  if: always()
  needs: slow
  uses: ./.github/workflows/called.yml
`),
    {
      signal: cancelling.signal,
      runner: () => ({ env: { BEGUN: begun } }),
      files: { ".github/workflows/called.yml": `on: workflow_call\njobs:\n  ${job("one").replaceAll("\n", "\n  ")}` },
    },
  );
  clearInterval(looking);
  rmSync(begun, { recursive: true });
  expect(jobOf(ending, "slow").steps.map(({ id, conclusion }) => [id, conclusion])).toEqual([
    ["first", "success"],
    ["long", "cancelled"],
    ["later", "skipped"],
    ["clean", "success"],
    ["told", "success"],
    ["failed", "skipped"],
  ]);
  expect(stepOf(ending, "long", "slow").log).toContain("asked");
  expect(conclusions(ending)).toEqual({
    slow: "cancelled",
    after: "skipped",
    report: "success",
    unless: "skipped",
    anyway: "success",
    "call / one": "success",
  });
  expect(ending.conclusion).toBe("cancelled");
});

test("the outputs of a job are at most a mebibyte, two bytes a character", async () => {
  const workflow = (characters: number) =>
    withJobs(`
one:
  runs-on: ubuntu-24.04
  outputs: { list: "\${{ steps.say.outputs.list }}" }
  steps: [{ id: say, run: 'echo "list=$(head -c ${characters} /dev/zero | tr "\\0" x)" >> "$GITHUB_OUTPUT"' }]
`);
  expect(jobOf(await runText(workflow(524_000)), "one").conclusion).toBe("success");
  const ending = await runText(workflow(525_000));
  expect(jobOf(ending, "one")).toMatchObject({ conclusion: "failure", outputs: {} });
  expect(jobOf(ending, "one").annotations[0]?.message).toContain("1 MB");
});

test("a job and a step end when their time is over", async () => {
  const ending = await runText(
    withJobs(`
step:
  runs-on: ubuntu-24.04
  steps:
    - { id: long, timeout-minutes: 0.005, run: sleep 20 }
    - { if: failure(), run: echo noticed }
job:
  runs-on: ubuntu-24.04
  timeout-minutes: 0.005
  steps: [{ run: sleep 20 }]
`),
  );
  expect(stepOf(ending, "long", "step")).toMatchObject({ conclusion: "failure" });
  expect(stepOf(ending, "long", "step").annotations[0]?.message).toContain("has timed out after 0.005 minutes");
  expect(stepOf(ending, 1, "step").log).toBe("noticed");
  expect(jobOf(ending, "job")).toMatchObject({ conclusion: "cancelled" });
  expect(jobOf(ending, "job").annotations[0]?.message).toContain("maximum execution time");
});

test("a workflow that GitHub would refuse is refused in its words", async () => {
  await expect(runText(withJobs(job("a", "needs: b") + job("b", "needs: a")))).rejects.toThrow(/no dependencies/);
  await expect(runText(withJobs(job("a", "needs: c")))).rejects.toThrow(/no dependencies|unknown job/);
  await expect(runText(withJobs(`a:\n  steps: []\n`))).rejects.toThrow(/Required property is missing: runs-on/);
  await expect(runText(withJobs(job("a", "if: ${{ secrets.TOKEN }}")))).rejects.toThrow(/secrets/);
});

test("what is not known here is said, never skipped", async () => {
  const ending = await runText(
    withJobs(
      job("boxed", "container: node:24") +
        `mac:\n  runs-on: macos-15\n  steps: [{ run: "true" }]\n` +
        `old:\n  runs-on: ubuntu-18.04\n  steps: [{ run: "true" }]\n` +
        `docker:\n  runs-on: ubuntu-24.04\n  steps: [{ run: "true" }, { if: false, uses: docker://alpine }]\n` +
        `stranger:\n  runs-on: ubuntu-24.04\n  steps: [{ uses: somebody/something@v1 }]\n` +
        `input:\n  runs-on: ubuntu-24.04\n  steps: [{ uses: actions/checkout@v5, with: { depth: 1 } }]\n` +
        `lfs:\n  runs-on: ubuntu-24.04\n  steps: [{ uses: actions/checkout@v5, with: { lfs: true } }]\n`,
    ),
  );
  const messages = Object.fromEntries(
    ending.jobs.map(({ name, annotations, steps }) => [
      name,
      [...annotations, ...steps.flatMap((step) => step.annotations)][0]?.message,
    ]),
  );
  expect(messages).toEqual({
    boxed: "container is not known here.",
    mac: "No runner here has the labels macos-15.",
    old: "No runner here has the labels ubuntu-18.04.",
    docker: "docker://alpine is a container, which is not known here.",
    stranger: "Unable to resolve action or workflow 'somebody/something@v1': the repository is not known here.",
    input: expect.stringContaining("Unexpected input 'depth' of actions/checkout"),
    lfs: "The input 'lfs' of actions/checkout is not known here.",
  });
  expect(jobOf(ending, "docker").steps).toEqual([]); // as on GitHub, before its first step
});
