import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { hostileStrings, pemKeyPair, readmeWorkflow, serviceWorkspace } from "@towpath/testkit";
import { builtAction } from "@towpath/testkit/action-suite";
import { loopbackGitHub } from "@towpath/testkit/github";
import { pullRequestEvent, runWorkflow } from "@towpath/testkit/workflows";
import { expect, test } from "vitest";

const MANIFEST = `apiVersion: towpath.dev/v1
kind: Service
metadata: { name: orders, owner: team-a, description: Takes orders. }
test: { run: node test.mjs, reports: { junit: junit.xml, coverage: lcov.info } }
workload: { run: node server.js, port: 8080, health: { path: /healthz }, limits: { memory: 64Mi } }
environments: { dev: {} }
`;

/** A command that reports these cases, and how much is covered. */
const tests = (cases: string, exitCode: number): string => `import { writeFileSync } from "node:fs";
writeFileSync("junit.xml", ${JSON.stringify(`<testsuite name="orders">${cases}</testsuite>`)});
writeFileSync("lcov.info", "SF:server.js\\nDA:1,1\\nDA:2,1\\nDA:3,1\\nDA:4,0\\nend_of_record\\n");
process.exit(${exitCode});
`;
const PASSED = '<testcase name="takes an order" time="0.1"/>';
const FAILED =
  '<testcase name="refuses an empty order" file="test.mjs" line="2"><failure message="expected 400">at test.mjs:2</failure></testcase>';

const action = builtAction(join(import.meta.dirname, ".."));

const workspace = (cases: string, exitCode = 0) =>
  serviceWorkspace({ "towpath.yaml": MANIFEST, "test.mjs": tests(cases, exitCode), "server.js": "1;\n2;\n3;\n4;\n" });

test("counts and coverage are outputs", async () => {
  await using service = workspace(`${PASSED}<testcase name="later"><skipped/></testcase>`);
  using ending = await service.run(action);
  expect(ending).toMatchObject({
    exitCode: 0,
    stderr: "",
    outputs: { result: "ok", tests: "2", passed: "1", failed: "0", skipped: "1", coverage: "75", flaky: "0" },
  });
});

test("a failed test is an annotation at its line, and fails the step", async () => {
  await using service = workspace(`${PASSED}${FAILED}`, 1);
  using ending = await service.run(action);
  expect(ending).toMatchObject({ exitCode: 1, outputs: { result: "failed", tests: "2", failed: "1" } });
  expect(ending.annotations).toMatchObject([
    { level: "error", file: "test.mjs", line: 2, message: expect.stringContaining("expected 400") },
  ]);
});

test("a command that reports no test is no pass", async () => {
  await using service = workspace("");
  using ending = await service.run(action);
  expect(ending).toMatchObject({ exitCode: 1, outputs: { result: "failed", tests: "0" } });
});

test("where the platform keeps evidence, and there is the key, the statement is in a folder for the release", async () => {
  const { privateKey, publicKey } = pemKeyPair();
  await using service = serviceWorkspace({
    "towpath.yaml": MANIFEST.replace("metadata:", "platform: ./platform\nmetadata:"),
    "platform/platform.yaml": `apiVersion: towpath.dev/v1
kind: Platform
metadata: { name: acme }
teams: { team-a: {} }
environments: { dev: { engine: local } }
evidence: { key: { variable: TOWPATH_EVIDENCE_KEY }, publicKeys: [./key.pub] }
`,
    "platform/key.pub": publicKey,
    "test.mjs": tests(PASSED, 0),
    "server.js": "1;\n",
    ".gitignore": "junit.xml\nlcov.info\n",
  });
  using unsigned = await service.run(action);
  expect(unsigned).toMatchObject({ exitCode: 0, outputs: { evidence: "" } });
  const env = { TOWPATH_EVIDENCE_KEY: privateKey };
  using ending = await service.run(action, {}, { env });
  const { evidence = "" } = ending.outputs;
  expect(evidence.startsWith(`${ending.temporary}/`)).toBe(true);
  const [name = "", ...more] = readdirSync(evidence);
  expect(more).toEqual([]);
  const envelope = JSON.parse(readFileSync(join(evidence, name), "utf8")).dsseEnvelope;
  expect(Buffer.from(envelope.payload, "base64").toString()).toContain('"result":"PASSED"');
  using named = await service.run(action, { evidence: "../statements" }, { env });
  expect(named.outputs).toMatchObject({ evidence: join(service.workspace, "../statements") });
  expect(existsSync(join(service.workspace, "../statements"))).toBe(true);
});

test("what a report holds becomes no command, and nothing but text", async () => {
  const escaped = (text: string): string =>
    text
      .toWellFormed()
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, " ")
      .replaceAll("&", "&amp;")
      .replaceAll("<", "&lt;")
      .replaceAll('"', "&quot;");
  const cases = hostileStrings
    .filter(({ text }) => text.length < 500)
    .map(
      ({ text }) =>
        `<testcase name="${escaped(text)}" file="${escaped(text)}"><failure message="${escaped(text)}"/></testcase>`,
    );
  await using service = workspace(cases.join(""), 1);
  using ending = await service.run(action);
  expect(ending).toMatchObject({ exitCode: 1, stderr: "", masks: [], environment: {}, path: [], state: {} });
  expect(ending.commands.filter(({ name }) => !["error", "warning", "notice"].includes(name))).toEqual([]);
  expect(ending.annotations.filter(({ message, title }) => message === "owned" || title === "owned")).toEqual([]);
  expect(ending.summary).not.toMatch(/<(?!\/?(?:br|code|details|summary|pre)>)[a-z!/]/i);
});

test("the README's workflow tests a pull request with a token that only reads", async () => {
  using example = readmeWorkflow(join(import.meta.dirname, ".."), { test: action });
  const github = await loopbackGitHub();
  const repository = await github.addRepository();
  const files = { "towpath.yaml": MANIFEST, "test.mjs": tests(PASSED, 0), "server.js": "1;\n" };
  await repository.commit("main", { ...files, ...example.files });
  await repository.commit("topic", { "test.mjs": tests(FAILED, 1) }, { from: "main" });
  const event = await pullRequestEvent(repository, await repository.openPull({ head: "topic" }));
  const ending = await runWorkflow({ github, repository, event, ...example.run });
  expect(ending).toMatchObject({ conclusion: "failure", requests: [] });
  const step = ending.jobs[0]?.steps.find(({ uses }) => uses?.includes("actions/test"));
  expect(step?.annotations).toMatchObject([{ file: "test.mjs", line: 2 }]);
  await github.close();
});
