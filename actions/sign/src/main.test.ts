import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pemKeyPair, readmeWorkflow, type ServiceWorkspace, serviceWorkspace } from "@towpath/testkit";
import { builtAction } from "@towpath/testkit/action-suite";
import { loopbackGitHub } from "@towpath/testkit/github";
import { pushEvent, runWorkflow } from "@towpath/testkit/workflows";
import { afterAll, beforeAll, expect, test } from "vitest";

const { privateKey, publicKey } = pemKeyPair();
const FILES = {
  "towpath.yaml": `apiVersion: towpath.dev/v1
kind: Service
platform: ./platform
metadata: { name: orders, owner: team-a, description: Takes orders. }
build: { run: "true", output: [server.mjs] }
test: { run: "true" }
workload: { run: node server.mjs, port: 8080, health: { path: /healthz }, limits: { memory: 64Mi } }
`,
  "platform/platform.yaml": `apiVersion: towpath.dev/v1
kind: Platform
metadata: { name: acme }
teams: { team-a: {} }
environments: { dev: { engine: local } }
evidence: { key: { variable: TOWPATH_EVIDENCE_KEY }, publicKeys: [./key.pub], anchor: { github: deployments } }
`,
  "platform/key.pub": publicKey,
  "server.mjs": "// serves\n",
};
const KEY = { env: { TOWPATH_EVIDENCE_KEY: privateKey } };

const action = builtAction(join(import.meta.dirname, ".."));
const build = builtAction(join(import.meta.dirname, "../../build"));
const runTests = builtAction(join(import.meta.dirname, "../../test"));
let service: ServiceWorkspace;
/** Where the release and the outcome of its tests are, which no key was at. */
let made: { readonly release: string; readonly tests: string };
beforeAll(async () => {
  service = serviceWorkspace(FILES);
  using built = await service.run(build, { sign: "false", out: "../release" });
  using tested = await service.run(runTests, { sign: "false" }, { env: { ...KEY.env } });
  expect(built.stdout + tested.stdout).not.toMatch(/evidence/i);
  expect(tested.outputs).toMatchObject({ result: "ok", evidence: "" });
  const tests = join(service.workspace, "../tests.json");
  writeFileSync(tests, readFileSync(tested.outputs["outcome"] ?? ""));
  made = { release: built.outputs["bundle"] ?? "", tests };
});
afterAll(async () => {
  await service[Symbol.asyncDispose]();
});

test("what other jobs made is signed, into a folder for the release", async () => {
  using ending = await service.run(action, made, KEY);
  const { evidence = "", digest } = ending.outputs;
  expect(ending).toMatchObject({
    exitCode: 0,
    stderr: "",
    annotations: [],
    outputs: { result: "ok", statements: "2" },
  });
  expect(evidence.startsWith(`${ending.temporary}/`)).toBe(true);
  expect(readdirSync(evidence)).toHaveLength(2);
  expect(digest).toMatch(/^sha256:[0-9a-f]{64}$/);
  expect(ending.stdout).not.toContain("PRIVATE KEY");
});

test("where nobody can sign that is a warning, and nothing is handed on", async () => {
  using ending = await service.run(action, made);
  expect(ending).toMatchObject({
    exitCode: 0,
    annotations: [{ level: "warning", message: expect.stringContaining("$TOWPATH_EVIDENCE_KEY is not set") }],
    outputs: { result: "ok", statements: "0", evidence: "" },
  });
});

test("what somebody changed on the way is refused by name", async () => {
  const text = readFileSync(made.tests, "utf8");
  writeFileSync(made.tests, text.replace(/"commit": "[0-9a-f]{8}/, '"commit": "00000000'));
  using ending = await service.run(action, made, KEY);
  writeFileSync(made.tests, text);
  expect(ending).toMatchObject({
    exitCode: 1,
    annotations: [{ title: "operation/sign-refused", message: expect.stringContaining("is of commit 00000000") }],
    outputs: { result: "failed", statements: "0", evidence: "" },
  });
  using missing = await service.run(action, { release: "../nothing" }, KEY);
  expect(missing).toMatchObject({ exitCode: 2, annotations: [{ title: "delivery/bundle-missing" }] });
});

test("on an event that may be about a proposal nothing is signed", async () => {
  using ending = await service.run(action, made, { ...KEY, event: { name: "workflow_run", payload: {} } });
  expect(ending).toMatchObject({ exitCode: 1, annotations: [{ title: "action-kit/proposed" }] });
});

test("the README's workflow signs in a job of its own, with a token that only reads", async () => {
  await using github = await loopbackGitHub();
  const repository = await github.addRepository();
  using example = readmeWorkflow(join(import.meta.dirname, ".."), { build, test: runTests, sign: action });
  await repository.commit("main", { ...FILES, ...example.files });
  const secrets = { TOWPATH_EVIDENCE_KEY: privateKey };
  const ending = await runWorkflow({ github, repository, event: await pushEvent(repository), secrets, ...example.run });
  expect(ending).toMatchObject({ conclusion: "success", requests: [] });
  const sign = ending.jobs.find(({ key }) => key === "sign")?.steps.find(({ id }) => id === "sign");
  expect(sign?.outputs).toMatchObject({ result: "ok", statements: "2" });
});
