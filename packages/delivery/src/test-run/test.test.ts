import { mkdir, mkdtemp, realpath, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Secret } from "@towpath/core";
import type { GraphTest } from "@towpath/manifest";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { printed, watchedEffects } from "../testing/effects.ts";
import { graphOf, origin } from "../testing/graph.ts";
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
});

test.each<[string, Partial<GraphTest>]>([
  ["delivery/minimum-not-built", { minimum: { branches: 80 } }],
  ["delivery/coverage-format", { reports: { coverage: "coverage/cobertura.xml" } }],
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
