import { readFileSync } from "node:fs";
import { join } from "node:path";
import { REPORT_FORMATS } from "@towpath/operations/reporting";
import { describe, expect, test } from "vitest";
import { REPORT_OPTIONS } from "./commands/command.ts";
import { commands } from "./commands/commands.ts";
import { newFolder, towpath } from "./testing/run-towpath.ts";
import { smallService } from "./testing/small-service.ts";

const MANIFEST = `apiVersion: towpath.dev/v1
kind: Service
metadata: { name: orders, owner: team-checkout }
workload:
  run: node server.js
  prot: 8080
environments: { dev: {} }
`;

const folder = smallService({ manifest: MANIFEST });
const run = { folder, home: newFolder("reports") };

test("the options name every format that there is", () => {
  expect(REPORT_OPTIONS[0]?.choices).toEqual(REPORT_FORMATS);
  for (const format of REPORT_FORMATS) expect(REPORT_OPTIONS[0]?.description).toContain(format);
});

test("every command whose result is reported takes the options, and no other does", () => {
  for (const { name, reports, options } of commands) {
    expect([name, REPORT_OPTIONS.every((option) => options.includes(option))]).toEqual([name, reports !== undefined]);
    if (reports !== undefined) expect(reports).toBe(name);
  }
});

describe.each(["validate", "check", "plan"])("towpath %s", (command) => {
  const words = command === "plan" ? [command, "-e", "dev"] : [command];

  test.each([
    ["markdown", /^## towpath \w+/],
    ["github", /^::error file=towpath\.yaml,line=6,/m],
    ["comment", /^<!-- towpath:(?:check|plan|validate):/],
    ["sarif", /"ruleId":"manifest\/unknown-key"/],
    ["junit", /<failure type="mandatory"/],
    ["json", /"code": "manifest\/unknown-key"/],
    ["text", /^towpath\.yaml:6:3 {2}mandatory {2}manifest\/unknown-key$/m],
  ])("prints what it found as %s, nothing else on stdout, and ends as ever", async (format, pattern) => {
    const { exitCode, stdout } = await towpath([...words, "--format", format], run);
    expect(exitCode).toBe(2);
    expect(stdout).toMatch(pattern);
    if (format !== "text") expect(stdout).not.toContain("mandatory  manifest/");
  });
});

test("files are written beside what is printed", async () => {
  const reports = ["--report", "sarif=a.sarif", "--report", "json=b.json"];
  const plain = await towpath(["check"], run);
  expect(await towpath(["check", ...reports], run)).toEqual(plain);
  const sarif: unknown = JSON.parse(readFileSync(join(folder, "a.sarif"), "utf8"));
  expect(sarif).toMatchObject({ version: "2.1.0", runs: [{ tool: { driver: { name: "Towpath" } } }] });
  const { stdout } = await towpath(["check", "--json"], run);
  expect(readFileSync(join(folder, "b.json"), "utf8")).toBe(stdout);
});

test("a format that there is not is said before anything is run, also as JSON", async () => {
  const { exitCode, stdout } = await towpath(["check", "--format", "sarfi"], run);
  expect({ exitCode, stdout }).toMatchObject({ exitCode: 2, stdout: expect.stringContaining('Did you mean "sarif"?') });
  const two = await towpath(["check", "--format", "sarif", "--json"], run);
  expect(two.exitCode).toBe(2);
  expect(JSON.parse(two.stdout)).toMatchObject({ findings: [{ code: "operation/unknown-format" }] });
});

test("what is waived is counted, and shown where that is asked for", async () => {
  const until = new Date(Date.now() + 10 * 24 * 60 * 60 * 1_000).toISOString().slice(0, 10);
  const waived = smallService({
    manifest: `apiVersion: towpath.dev/v1
kind: Service
metadata: { name: orders, owner: team-checkout, description: Takes orders. }
test: { run: npm test }
# towpath-ignore workload/limits until:${until} -- measured next month
workload:
  run: node server.mjs
  port: 8080
  health: { path: /healthz }
environments: { dev: {} }
`,
  });
  const at = { folder: waived, home: run.home };
  const { exitCode, stdout } = await towpath(["check"], at);
  expect({ exitCode, stdout }).toEqual({
    exitCode: 0,
    stdout: "1 waived finding is not shown.\n\norders: 1 waived.\n",
  });
  expect((await towpath(["check", "--waived"], at)).stdout).toMatch(/^towpath\.yaml:6:1 {2}waived {2}workload\/limits/);
  expect((await towpath(["check", "--format", "sarif"], at)).stdout).not.toContain("ruleId");
});
