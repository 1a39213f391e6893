import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { jobOf, runText, stepOf, withSteps } from "./testing/run-files.ts";

test("what a step sees of those before it", async () => {
  const ending = await runText(
    withSteps(`
- { id: a, run: 'echo "x=1" >> "$GITHUB_OUTPUT"; exit 4', continue-on-error: true }
- { id: b, if: steps.a.outcome == 'failure' && steps.a.conclusion == 'success', run: echo seen }
- { id: c, run: exit 5 }
- { id: d, run: echo never }
- { id: e, if: failure(), run: 'echo "\${{ steps.c.outcome }} \${{ steps.d.conclusion }} \${{ job.status }} \${{ steps.a.outputs.x }}"' }
- { id: f, if: "'text without a status'", run: echo never }
`),
  );
  expect(jobOf(ending, "one").steps.map(({ id, outcome, conclusion }) => [id, outcome, conclusion])).toEqual([
    ["a", "failure", "success"],
    ["b", "success", "success"],
    ["c", "failure", "failure"],
    ["d", "skipped", "skipped"],
    ["e", "success", "success"],
    ["f", "skipped", "skipped"],
  ]);
  expect(stepOf(ending, "e").log).toBe("failure skipped failure 1");
  expect(stepOf(ending, "c").annotations).toEqual([{ level: "error", message: "Process completed with exit code 5." }]);
});

test("scripts are started as the runner starts them", async () => {
  const ending = await runText(
    withSteps(`
- { id: unsaid, run: "false | true; echo $0 $-; shopt -o pipefail || true" }
- { id: stops, continue-on-error: true, run: "false\\necho on" }
- { id: bash, shell: bash, continue-on-error: true, run: "false | true\\necho on" }
- { id: sh, shell: sh, run: 'echo "$0"' }
- { id: own, shell: 'bash -u {0}', continue-on-error: true, run: 'echo $nothing' }
- { id: wrong, shell: fish, continue-on-error: true, run: 'true' }
- { id: folder, working-directory: sub, run: pwd }
`).replace("- { id: folder", "- run: mkdir sub\n      - { id: folder"),
  );
  expect(stepOf(ending, "unsaid").log).toMatch(/_temp\/[\w-]+\.sh \S*e\S*\npipefail\s+off/);
  expect(stepOf(ending, "stops")).toMatchObject({ outcome: "failure", log: expect.not.stringContaining("on\n") });
  expect(stepOf(ending, "bash")).toMatchObject({ outcome: "failure" });
  expect(stepOf(ending, "sh").log).toContain(".sh");
  expect(stepOf(ending, "own")).toMatchObject({ outcome: "failure", log: expect.stringContaining("unbound variable") });
  expect(stepOf(ending, "wrong").annotations[0]?.message).toContain("Invalid shell option 'fish'");
  expect(stepOf(ending, "folder").log).toMatch(/orders\/orders\/sub$/);
});

test("defaults of a job are before those of the workflow", async () => {
  const ending = await runText(
    `on: push
defaults: { run: { shell: sh, working-directory: / } }
jobs:
  one:
    runs-on: ubuntu-24.04
    defaults: { run: { working-directory: /usr } }
    steps: [{ run: 'pwd; echo "$0"' }, { shell: 'bash {0}', working-directory: /tmp, run: pwd }]
`,
  );
  expect(stepOf(ending, 0).log).toMatch(/^\/usr\n/);
  expect(stepOf(ending, 1).log).toBe("/tmp");
});

test("variables: the nearest counts, and what a runner sets cannot be changed", async () => {
  const ending = await runText(
    `on: push
env: { A: workflow, B: workflow, C: workflow, D: "\${{ github.ref_name }}" }
jobs:
  one:
    runs-on: ubuntu-24.04
    env: { B: job, C: job }
    steps:
      - { id: first, env: { C: step, GITHUB_SHA: mine }, run: 'echo "$A $B $C $D \${{ env.C }} \${#GITHUB_SHA}"; echo "E=1" >> "$GITHUB_ENV"; echo /opt/x >> "$GITHUB_PATH"' }
      - { id: second, run: 'echo "$C $E \${{ env.E }}"; echo "$PATH"' }
      - { id: third, continue-on-error: true, run: 'echo "NODE_OPTIONS=--inspect" >> "$GITHUB_ENV"' }
      - { id: fourth, continue-on-error: true, run: 'echo "::set-env name=X::1"' }
`,
  );
  expect(stepOf(ending, "first").log).toBe("workflow job step main step 40");
  expect(stepOf(ending, "second").log).toMatch(/^job 1 1\n\/opt\/x:/);
  expect(stepOf(ending, "third").annotations[0]?.message).toContain("Can't store NODE_OPTIONS");
  expect(stepOf(ending, "fourth").annotations[0]?.message).toContain("The `set-env` command is disabled");
});

test("nothing of this process is in a step's environment", async () => {
  process.env["TOWPATH_LEAK"] = "yes";
  const ending = await runText(withSteps("- run: env"), { runner: () => ({ ...{}, env: { MACHINE: "1" } }) });
  delete process.env["TOWPATH_LEAK"];
  expect(stepOf(ending, 0).log).not.toContain("TOWPATH_LEAK");
  expect(stepOf(ending, 0).log).toContain("MACHINE=1");
});

test("secrets and masks are in no log, no annotation, no summary and no output of a job", async () => {
  const ending = await runText(
    withSteps(
      `
- id: shows
  env: { S: "\${{ secrets.KEY }}" }
  run: |
    echo "plain $S"; echo -n "$S" | base64; echo "::error::has $S"; echo "## $S" >> "$GITHUB_STEP_SUMMARY"
    echo "found=$S" >> "$GITHUB_OUTPUT"
    echo "\${{ github.token }}"
    echo "::add-mask::late-one"; echo "then late-one"
    echo "line second-line-of-a-key"
- { id: other, run: "echo still late-one" }
`,
      `  outputs: { found: "\${{ steps.shows.outputs.found }}", fine: "ok" }`,
    ),
    { secrets: { KEY: "s3cret-value-of-a-key", LONG: "first-line\nsecond-line-of-a-key\n" } },
  );
  const step = stepOf(ending, "shows");
  expect(step.log).toContain("plain ***");
  expect(step.log).not.toMatch(/s3cret|czNjcmV0|late-one|loopback-token|second-line/);
  expect(step.annotations[0]?.message).toBe("has ***");
  expect(step.summary).toBe("## ***\n");
  expect(stepOf(ending, "other").log).toBe("still ***");
  expect(jobOf(ending, "one").outputs).toEqual({ fine: "ok" });
  expect(jobOf(ending, "one").annotations[0]?.message).toBe("Skip output 'found' since it may contain secret.");
});

test("a mask hides what is said after it, and nothing that was said before", async () => {
  const ending = await runText(
    withSteps(`- run: 'echo "once early-one"; echo "::add-mask::early-one"; echo "again early-one"'`),
  );
  expect(stepOf(ending, 0).log).toBe("once early-one\nagain ***");
});

test("a summary beyond a mebibyte is not shown, and the step is as good as without it", async () => {
  const ending = await runText(
    withSteps(`
- { id: long, run: 'head -c 1048577 /dev/zero | tr "\\0" x >> "$GITHUB_STEP_SUMMARY"; echo "x=1" >> "$GITHUB_OUTPUT"' }
- { id: most, run: 'head -c 1048576 /dev/zero | tr "\\0" x >> "$GITHUB_STEP_SUMMARY"' }
`),
  );
  expect(stepOf(ending, "long")).toMatchObject({ conclusion: "success", outputs: { x: "1" }, summary: "" });
  expect(stepOf(ending, "long").annotations).toMatchObject([
    { level: "error", message: expect.stringContaining("supports content up to") },
  ]);
  expect(stepOf(ending, "most").summary).toHaveLength(1_048_576);
});

test("a step that would stop commands by a word that anybody may say fails", async () => {
  const ending = await runText(withSteps(`- run: 'echo "::stop-commands::error"; echo "::notice::still"'`));
  expect(stepOf(ending, 0)).toMatchObject({
    conclusion: "failure",
    annotations: [{ message: "still" }, { level: "error" }],
  });
});

test("ten annotations of a kind are shown of a step", async () => {
  const ending = await runText(
    withSteps(`- run: for n in $(seq 12); do echo "::error::e$n"; echo "::notice::n$n"; done; echo "::warning::w"`),
  );
  const { annotations, log } = stepOf(ending, 0);
  const count = (wanted: string) => annotations.filter(({ level }) => level === wanted).length;
  expect([count("error"), count("notice"), count("warning")]).toEqual([10, 10, 1]);
  expect(log).toContain("##[error]e12");
});

test("contexts say what they say on GitHub", async () => {
  const ending = await runText(
    withSteps(`
- run: |
    echo '\${{ github.event_name }} \${{ github.repository }} \${{ github.ref }} \${{ github.actor }} \${{ runner.os != '' }}'
    echo '\${{ vars.REGION }} \${{ hashFiles('**/no-such') }}|\${{ hashFiles('*.sh') != '' }}'
    test "$GITHUB_WORKSPACE" = "$PWD" && test "$GITHUB_SHA" = "\${{ github.sha }}" && test -f "$GITHUB_EVENT_PATH"
    test "\${{ github.event.after }}" = "$GITHUB_SHA" && touch a.sh
- run: echo "\${{ hashFiles('*.sh', '!b*') }}"
`),
    { variables: { REGION: "here" } },
  );
  expect(stepOf(ending, 0).log).toBe("push acme/orders refs/heads/main anna true\nhere |false");
  expect(stepOf(ending, 1).log).toMatch(/^[0-9a-f]{64}$/);
});

// What a job left running is found by /proc, which other systems do not have; the runner looks for nothing there.
test.skipIf(process.platform !== "linux")(
  "what a job leaves running is ended with it, unless it has shed the job's id",
  async () => {
    const home = mkdtempSync(join(tmpdir(), "towpath-home-"));
    try {
      await runText(
        withSteps(`- run: |
    sleep 60 > /dev/null 2>&1 &
    echo $! > "$HOME/tracked"
    env -u RUNNER_TRACKING_ID sleep 60 > /dev/null 2>&1 &
    echo $! > "$HOME/free"
    while grep -qz RUNNER_TRACKING_ID "/proc/$!/environ"; do sleep 0.01; done`),
        { runner: { home } },
      );
      const pid = (name: string) => Number(readFileSync(join(home, "home", name), "utf8"));
      await expect.poll(() => isAlive(pid("tracked"))).toBe(false);
      expect(isAlive(pid("free"))).toBe(true);
      process.kill(pid("free"));
    } finally {
      rmSync(home, { recursive: true, force: true });
    }
  },
);

test("the time of a step's processes is measured", async () => {
  const ending = await runText(
    withSteps(`- run: 'i=0; while [ $i -lt 60000 ]; do i=$((i+1)); done'\n- run: sleep 0.3`),
  );
  expect(stepOf(ending, 0).cpuMs).toBeGreaterThan(20);
  expect(stepOf(ending, 1).cpuMs).toBeLessThan(100);
  expect(stepOf(ending, 1).wallMs).toBeGreaterThan(290);
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !readFileSync(`/proc/${pid}/stat`, "utf8").includes(") Z ");
  } catch {
    return false;
  }
}
