import { mkdir, mkdtemp, realpath, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Secret } from "@towpath/core";
import type { GraphTest } from "@towpath/manifest";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { printed, watchedEffects } from "../testing/effects.ts";
import { graphOf, origin } from "../testing/graph.ts";
import type { CoverageBase } from "./coverage-report/base-coverage.ts";
import { coverageCount } from "./coverage-report/coverage.ts";
import { test as runTests } from "./test.ts";

let folder: string;

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), "towpath test ")));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function run(section: Partial<GraphTest>, variables: Record<string, string | Secret> = {}, watched = watchedEffects()) {
  const graph = graphOf(folder, { test: { run: "true", with: [], reports: {}, minimum: {}, origin, ...section } });
  return runTests({ graph, variables }, watched.effects);
}

const report = (cases: string) => `<testsuites><testsuite name="orders">${cases}</testsuite></testsuites>`;
const write = (xml: string, path = "reports/a.xml") =>
  `mkdir -p "$(dirname ${path})"; cat > ${path} <<'XML'\n${xml}\nXML\n`;
const codes = ({ findings }: Awaited<ReturnType<typeof run>>) => findings.map(({ code }) => code);
const JUNIT = { junit: "reports/*.xml" };

test("node's own test runner is run with the variables, and read", async () => {
  await writeFile(
    join(folder, "orders.test.mjs"),
    `import { test } from "node:test"; import assert from "node:assert";
test("has its database", () => assert.equal(process.env.DATABASE_URL, "postgres://dev:hunter22@localhost/dev"));
test("adds up", () => assert.equal(1 + 1, 3));
test("later", { skip: "so that the report has one that was skipped" }, () => {});\n`,
  );
  const watched = watchedEffects({ PATH: process.env["PATH"] });
  const outcome = await run(
    {
      run: "echo $DATABASE_URL; node --test --test-reporter=junit --test-reporter-destination=reports.xml --test-reporter=spec --test-reporter-destination=stdout orders.test.mjs",
      reports: { junit: "reports.xml" },
    },
    { DATABASE_URL: new Secret("postgres://dev:hunter22@localhost/dev") },
    watched,
  );
  expect(outcome).toMatchObject({ status: "failed", exitCode: 1 });
  expect(outcome.totals).toEqual({ tests: 3, passed: 1, failed: 1, errors: 0, skipped: 1 });
  expect(codes(outcome)).toEqual(["delivery/test-failed"]);
  expect(outcome.findings[0]?.message).toMatch(/^adds up: 2 == 3/);
  expect(outcome.findings[0]?.places[0]).toMatchObject({
    file: "services/orders/orders.test.mjs",
    range: { start: { line: 3 } },
  });
  expect(printed(watched.events)[0]).toBe("***");
  expect(JSON.stringify([outcome, watched.events])).not.toContain("hunter22");
});

test("a secret is hidden wherever a text is cut, alone, and within an address", async () => {
  const watched = watchedEffects();
  const password = "correct-horse-battery";
  const url = new Secret(`postgres://dev:${password}@localhost/dev`);
  const fill = (length: number) => "x".repeat(length); // up to a limit that lies within the password
  const failure = `<failure message="${fill(1_995)}${password}">${fill(19_995)}${password}</failure>`;
  await writeFile(join(folder, "source.xml"), report(`<testcase name="a">${failure}</testcase>`));
  await writeFile(join(folder, "print.mjs"), `console.log("${fill(64 * 1024 - 5)}${password}");`);
  const section = { run: "node print.mjs; cp source.xml report.xml", reports: { junit: "report.xml" } };
  const graph = graphOf(folder, { test: { with: [], minimum: {}, origin, ...section } });
  const outcome = await runTests(
    { graph, variables: { DATABASE_URL: url }, secrets: [new Secret(password)] },
    watched.effects,
  );
  expect(outcome.failed[0]?.details?.length).toBe(19_998);
  expect(outcome.failed[0]?.message?.length).toBe(1_998);
  expect(printed(watched.events)[0]).toHaveLength(64 * 1024 - 2);
  expect(JSON.stringify([outcome, watched.events]).includes("corre")).toBe(false);
});

test("a variable that no environment can hold is named without its value", async () => {
  const variables = { TOKEN: new Secret("hunter22\0hunter22") };
  const refused = await run({ run: "true" }, variables).catch((error: unknown) => error);
  expect(refused).toMatchObject({ code: "delivery/command-not-started", message: expect.stringContaining("TOKEN") });
  expect(String(refused)).not.toContain("hunter22");
});

test("tests that pass: totals, slowest, flaky", async () => {
  const cases =
    '<testcase name="a" time="0.5"/><testcase name="b" time="2"/><testcase name="c" time="1"><flakyFailure message="timeout"/></testcase>';
  const outcome = await run({ run: write(report(cases)), reports: JUNIT });
  expect(outcome.status).toBe("passed");
  expect(outcome.slowest.map(({ title }) => title)).toEqual(["orders › b", "orders › c", "orders › a"]);
  expect(outcome.flaky).toHaveLength(1);
  expect(outcome.findings).toMatchObject([{ code: "delivery/test-flaky", level: "advisory" }]);
});

describe("what is no pass", () => {
  test("no report at all", async () => {
    const outcome = await run({ reports: JUNIT });
    expect(outcome.status).toBe("failed");
    expect(outcome.findings[0]).toMatchObject({
      code: "delivery/no-tests",
      message: expect.stringContaining("wrote no report that matches reports/*.xml"),
    });
  });

  test("a report of a former run, even one dated into the future", async () => {
    await mkdir(join(folder, "reports"));
    await writeFile(join(folder, "reports", "old.xml"), report('<testcase name="a"/>'));
    await utimes(join(folder, "reports", "old.xml"), 4e9, 4e9);
    const outcome = await run({ reports: JUNIT });
    expect(codes(outcome)).toEqual(["delivery/no-tests"]);
    expect(outcome.findings[0]?.message).toContain("1 of a former run did not count");
    const rewritten = await run({ run: "touch -d 2001-01-01 reports/old.xml", reports: JUNIT });
    expect(rewritten.status).toBe("passed");
  });

  test("a report without a test, or with skipped ones only", async () => {
    expect(codes(await run({ run: write(report("")), reports: JUNIT }))).toEqual(["delivery/no-tests"]);
    const skipped = await run({ run: write(report('<testcase name="a"><skipped/></testcase>')), reports: JUNIT });
    expect(skipped.findings[0]?.message).toContain("all 1 tests were skipped");
  });

  test("a failed test behind an exit code of 0", async () => {
    const outcome = await run({ run: write(report('<testcase name="a"><failure/></testcase>')), reports: JUNIT });
    expect(outcome).toMatchObject({ status: "failed", exitCode: 0 });
  });

  test("a command that fails without saying why in a report", async () => {
    const outcome = await run({ run: "echo cannot connect; exit 2", reports: JUNIT });
    expect(codes(outcome)).toEqual(["delivery/test-command-failed"]);
    expect(outcome.findings[0]?.message).toContain("exited with code 2.");
    expect(outcome.tail).toContain("cannot connect");
  });

  test("one broken report beside a good one", async () => {
    const both = write(report('<testcase name="a"/>')) + write("<testsuites><testsuite>", "reports/b.xml");
    const outcome = await run({ run: both, reports: JUNIT });
    expect(codes(outcome)).toEqual(["delivery/report-refused"]);
    expect(outcome.totals?.passed).toBe(1);
  });

  test("a command that takes too long", async () => {
    const graph = graphOf(folder, { test: { run: "sleep 30", with: [], reports: {}, minimum: {}, origin } });
    const outcome = await runTests({ graph, variables: {}, timeoutMs: 100 }, watchedEffects().effects);
    expect(outcome.findings[0]?.message).toContain("did not end in time");
  });
});

test("a report that is reached through a link out of the folder does not count", async () => {
  const outside = await mkdtemp(join(tmpdir(), "towpath elsewhere "));
  await symlink(outside, join(folder, "reports"));
  const outcome = await run({ run: write(report('<testcase name="a"/>')), reports: { junit: "reports/a.xml" } });
  await rm(outside, { recursive: true });
  expect(codes(outcome)).toEqual(["delivery/no-tests"]);
});

test("without a declared report the exit code counts, and it says so", async () => {
  expect(await run({})).toMatchObject({
    status: "passed",
    totals: undefined,
    notes: [expect.stringContaining("only the exit code")],
  });
  expect(await run({ run: "exit 1" })).toMatchObject({ status: "failed" });
});

test("a report that is a link to somebody else's file is not read", async () => {
  await mkdir(join(folder, "reports"));
  const outcome = await run({ run: "ln -s /etc/passwd reports/a.xml", reports: JUNIT });
  expect(codes(outcome)).toEqual(["delivery/no-tests"]);
  await symlink("/etc", join(folder, "etc"));
  expect(codes(await run({ run: "true", reports: { junit: "etc/passwd" } }))).toEqual(["delivery/no-tests"]);
});

describe("coverage", () => {
  const reports = { coverage: "lcov.info" };
  const lcov = "printf 'SF:a.js\\nDA:1,1\\nDA:2,1\\nDA:3,1\\nDA:4,0\\nend_of_record\\n' > lcov.info";

  test("is held against the minimum", async () => {
    const enough = await run({ run: lcov, reports, minimum: { lines: 75 } });
    expect(enough).toMatchObject({ status: "passed", coverage: { lines: { covered: 3, total: 4, percent: 75 } } });
    const short = await run({ run: lcov, reports, minimum: { lines: 75.1 } });
    expect(codes(short)).toEqual(["delivery/coverage-below-minimum"]);
  });

  test("that this run did not write fails", async () => {
    await run({ run: lcov, reports });
    const outcome = await run({ reports });
    expect(codes(outcome)).toEqual(["delivery/no-coverage"]);
    expect(outcome.findings[0]?.message).toContain("of a former run");
    expect(codes(await run({ run: "echo '<coverage/>' > lcov.info", reports }))).toEqual(["delivery/no-coverage"]);
  });

  test("of each measure has a minimum of its own, and what is not measured fails", async () => {
    const run2 = (minimum: GraphTest["minimum"]) =>
      run({ run: lcov.replace("end_of", "FNF:2\\nFNH:1\\nend_of"), reports, minimum });
    expect(codes(await run2({ lines: 75, functions: 50 }))).toEqual([]);
    const short = await run2({ lines: 80, functions: 51 });
    expect(short.findings.map(({ message }) => message)).toEqual([
      "75 % of the lines are covered (3 of 4); 80 % are required.",
      "50 % of the functions are covered (1 of 2); 51 % are required.",
    ]);
    const unknown = await run2({ branches: 1 });
    expect(codes(unknown)).toEqual(["delivery/no-coverage"]);
    expect(unknown.findings[0]?.message).toContain("tells of no branches");
  });

  test("one of several reports that cannot be read makes it unknown", async () => {
    const both = `${lcov}; printf '<report' > lcov.xml`;
    const outcome = await run({ run: both, reports: { coverage: "lcov.*" } });
    expect(codes(outcome)).toEqual(["delivery/no-coverage"]);
    expect(outcome.findings[0]?.message).toContain("lcov.xml: ");
    expect(outcome.coverage).toBeUndefined();
  });

  describe("against the base", () => {
    const held = (base: CoverageBase, coverageDrop?: number) => {
      const test = {
        run: lcov,
        with: [],
        reports,
        minimum: {},
        origin,
        ...(coverageDrop === undefined ? {} : { coverageDrop }),
      };
      return runTests({ graph: graphOf(folder, { test }), variables: {}, base }, watchedEffects().effects);
    };
    const before = (covered: number): CoverageBase => ({
      commit: "ab12cd34".repeat(5),
      coverage: { lines: coverageCount(covered, 1_000), branches: coverageCount(1, 2) },
    });

    test("it may fall by what the manifest allows", async () => {
      expect(codes(await held(before(760), 1))).toEqual([]);
      const fell = await held(before(761), 1);
      expect(fell.status).toBe("failed");
      expect(fell.findings[0]).toMatchObject({
        code: "delivery/coverage-dropped",
        message: "75 % of the lines are covered, 1.1 points less than 76.1 % at ab12cd34ab12; at most 1 are allowed.",
      });
      expect(codes(await held(before(761)))).toEqual([]);
    });

    test("the difference is shown, up or down", async () => {
      expect((await held(before(700))).coverage?.base).toMatchObject({ difference: { lines: 5, branches: undefined } });
      expect((await held(before(800))).coverage?.base).toMatchObject({ difference: { lines: -5 } });
    });

    test("a base that is not known is said and does not fail", async () => {
      const outcome = await held({ unknown: "none is recorded of ab12" }, 1);
      expect(outcome.status).toBe("passed");
      expect(outcome.findings).toMatchObject([{ code: "delivery/no-base-coverage", level: "advisory" }]);
      const noLines = await held({ commit: "ab12cd34", coverage: { branches: coverageCount(1, 2) } }, 1);
      expect(codes(noLines)).toEqual(["delivery/no-base-coverage"]);
    });
  });
});

test("more reports than are read fail: one that is not read may tell of a failed test", async () => {
  const passing = report('<testcase name="a"/>');
  const script = `const fs = require("node:fs"); fs.mkdirSync("reports");
for (let at = 0; at < 5001; at += 1) fs.writeFileSync("reports/" + at + ".xml", ${JSON.stringify(passing)});`;
  await writeFile(join(folder, "many.cjs"), script);
  const outcome = await run({ run: "node many.cjs", reports: JUNIT });
  expect(outcome.status).toBe("failed");
  expect(codes(outcome)).toEqual(["delivery/report-refused"]);
  expect(outcome.findings[0]?.message).toBe("More than 5,000 files match reports/*.xml; no more are read.");
});

test("a test that is listed as failed and then as passed was tried again, where the command ended well", async () => {
  const attempts = '<testcase name="a" time="1"><failure message="timeout"/></testcase><testcase name="a" time="2"/>';
  const outcome = await run({ run: write(report(attempts)), reports: JUNIT });
  expect(outcome).toMatchObject({ status: "passed", totals: { tests: 1, passed: 1 } });
  expect(outcome.flaky).toMatchObject([{ title: "orders › a", message: "timeout", durationMs: 3_000 }]);
  const failed = await run({ run: `${write(report(attempts))}exit 1`, reports: JUNIT });
  expect(codes(failed)).toEqual(["delivery/test-failed"]);
  const parameters = '<testcase name="a"><failure/></testcase><testcase name="a"/><testcase name="a"/>';
  expect(codes(await run({ run: write(report(parameters)), reports: JUNIT }))).toEqual(["delivery/test-failed"]);
  const passedFirst = '<testcase name="a"/><testcase name="a"><failure/></testcase>';
  expect(codes(await run({ run: write(report(passedFirst)), reports: JUNIT }))).toEqual(["delivery/test-failed"]);
});

test.each<[string, Partial<GraphTest>]>([
  ["delivery/coverage-format", { minimum: { branches: 80 } }],
  ["delivery/coverage-format", { coverageDrop: 1 }],
  ["delivery/coverage-format", { reports: { coverage: "coverage/index.html" } }],
  ["delivery/coverage-format", { minimum: { lines: 80 } }],
  ["delivery/report-refused", { reports: { junit: "../*.xml" } }],
  ["delivery/report-refused", { reports: { junit: "/tmp/*.xml" } }],
])("%s is said before anything runs", async (code, section) => {
  const watched = watchedEffects();
  await expect(run(section, {}, watched)).rejects.toMatchObject({ code, place: origin.place });
  expect(watched.events).toEqual([]);
});

test("a manifest without tests is told how to have some", async () => {
  await expect(runTests({ graph: graphOf(folder), variables: {} }, watchedEffects().effects)).rejects.toMatchObject({
    code: "delivery/nothing-to-test",
  });
});
