import fc from "fast-check";
import { dump } from "js-yaml";
import { describe, expect, test } from "vitest";
import { checkPolicy } from "../../engine/check-policy.ts";
import { strict } from "../../strict/pack.ts";
import { repositoryOf } from "../../testing/repository.ts";
import { now } from "../../testing/subjects.ts";

const rules = strict.rules.filter(({ rule }) => rule.phase === "repository");

/** What no rule could evaluate: the rule's fault, whatever stands in the files. */
function faults(files: Readonly<Record<string, string>>): readonly string[] {
  const { repository } = repositoryOf(files);
  const { findings } = checkPolicy({ services: [], repository, rules, levels: {}, now });
  return findings.filter(({ outcome }) => outcome === "error").map(({ message }) => message);
}

const texts = rules.flatMap(({ rule }) => [...rule.meta.docs.bad, ...rule.meta.docs.good]);
const runs = process.env["TOWPATH_LONG"] ? 5_000 : 400;

describe("no rule fails for what stands in a file:", () => {
  test("examples with a part cut out, doubled or put elsewhere", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...texts),
        fc.nat(),
        fc.nat(30),
        fc.constantFrom(
          "",
          ": ",
          "- ",
          "${{ ",
          " }}",
          "\n  ",
          "[",
          "{",
          '"',
          "'",
          "*a",
          "&a ",
          "null",
          "|\n",
          "@",
          "/../",
          "$(x)",
        ),
        (text, from, length, instead) => {
          const at = from % text.length;
          const changed = text.slice(0, at) + instead + text.slice(at + length);
          expect(
            faults({ ".github/workflows/a.yml": changed, "action.yml": changed, ".github/dependabot.yml": changed }),
          ).toEqual([]);
        },
      ),
      { numRuns: runs },
    );
  });

  const scalar = fc.constantFrom(
    "",
    "push",
    "ubuntu-latest",
    "actions/checkout@v4",
    "./.github/workflows/a.yml",
    "./",
    "docker://",
    "$/x",
    "@",
    "a//b@",
    "${{ github.event.issue.title }}",
    "${{ matrix.a }}",
    "${{ fromJSON(inputs.a) }}",
    "${{",
    "inherit",
    "write-all",
    1,
    true,
    null,
  );
  const key = fc.constantFrom(
    "on",
    "jobs",
    "steps",
    "run",
    "uses",
    "with",
    "env",
    "if",
    "needs",
    "strategy",
    "matrix",
    "include",
    "permissions",
    "container",
    "services",
    "image",
    "secrets",
    "runs-on",
    "environment",
    "concurrency",
    "defaults",
    "shell",
    "inputs",
    "outputs",
    "runs",
    "using",
    "workflow_call",
    "pull_request_target",
    "a",
  );
  const { value } = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 6, depthSize: "medium" },
      scalar,
      fc.array(tie("value"), { maxLength: 4 }),
      fc.dictionary(key, tie("value"), { maxKeys: 6 }),
    ),
  }));

  test("values of any kind where others belong", () => {
    fc.assert(
      fc.property(value, value, value, (on, jobs, runs) => {
        const workflow = dump({
          on,
          jobs: { a: { steps: jobs }, b: jobs, c: { uses: "./.github/workflows/a.yml", with: jobs } },
        });
        const action = dump({ inputs: on, outputs: jobs, runs: { using: "composite", steps: runs } });
        expect(faults({ ".github/workflows/a.yml": workflow, ".github/actions/a/action.yml": action })).toEqual([]);
      }),
      { numRuns: runs },
    );
  });
});

describe("no file takes all rules together for long:", () => {
  const steps = (text: string) => `on: pull_request_target\njobs:\n  a:\n    runs-on: x\n    steps:\n${text}`;
  test.each([
    [
      "a script with thousands of expressions",
      steps(`      - run: |\n${"          echo '${{ github.head_ref }}' >> $GITHUB_ENV\n".repeat(9_000)}`),
    ],
    [
      "a folded text of thousands of lines",
      steps(`      - run: >\n${"          word ${{ inputs.a }} more\n\n".repeat(9_000)}`),
    ],
    [
      "thousands of steps on one line",
      `on: push\njobs: { a: { runs-on: x, steps: [${"{ uses: actions/cache/./x@v1, with: { a: b } }, ".repeat(9_000)}] } }\n`,
    ],
    [
      "thousands of checkouts, and as many uploads",
      steps(
        `${"      - uses: actions/checkout@v4\n".repeat(8_000)}${"      - uses: actions/upload-artifact@v4\n        with: { path: x }\n".repeat(4_000)}`,
      ),
    ],
    [
      "thousands of caches before what is published",
      steps(`${"      - uses: actions/cache@v4\n".repeat(9_000)}      - uses: pypa/gh-action-pypi-publish@v1\n`),
    ],
    ["one line that publishes thousands of times", steps(`      - run: ${"npm -a --b c publish ".repeat(9_000)}\n`)],
    [
      "options and slashes without end",
      steps(`      - run: npm${" --a".repeat(100_000)}\n      - uses: ./${"/".repeat(100_000)}a\n`),
    ],
    [
      "thousands of jobs that wait for each other",
      `on: push\njobs:\n${Array.from({ length: 2_000 }, (_, at) => `  j${at}: { runs-on: x, needs: j${(at + 1) % 2_000}, outputs: { x: "\${{ needs.j${(at + 1) % 2_000}.outputs.x }}" }, steps: [{ run: "\${{ needs.j${at}.outputs.x }}" }] }\n`).join("")}`,
    ],
  ])("%s", (_, text) => {
    const started = performance.now();
    expect(faults({ ".github/workflows/a.yml": text })).toEqual([]);
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});
