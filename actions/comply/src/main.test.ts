import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { nodeEffects } from "@towpath/core";
import { down } from "@towpath/operations/down";
import {
  type BuiltAction,
  pemKeyPair,
  readmeTokenPermissions,
  readmeWorkflow,
  type ServiceWorkspace,
  serviceWorkspace,
} from "@towpath/testkit";
import { builtAction } from "@towpath/testkit/action-suite";
import { type LoopbackGitHub, type LoopbackRepository, loopbackGitHub } from "@towpath/testkit/github";
import { runWorkflow, scheduleEvent } from "@towpath/testkit/workflows";
import { afterAll, beforeAll, expect, test } from "vitest";

const { privateKey, publicKey } = pemKeyPair();
const PLATFORM = `apiVersion: towpath.dev/v1
kind: Platform
metadata: { name: acme }
teams: { team-a: {} }
environments: { prod: { engine: local } }
`;
const EVIDENCE = "evidence: { key: { variable: TOWPATH_EVIDENCE_KEY }, publicKeys: [./key.pub] }\n";
const MANIFEST = `apiVersion: towpath.dev/v1
kind: Service
platform: ./platform
metadata: { name: orders, owner: team-a, description: Takes orders. }
build: { run: "true", output: [server.mjs] }
test: { run: "true" }
workload: { run: node server.mjs, port: 8080, health: { path: /healthz }, limits: { memory: 64Mi } }
`;
const SERVER = `import { createServer } from "node:http";
createServer((_, response) => response.end("orders")).listen(Number(process.env.PORT), process.env.HOST ?? "127.0.0.1");
`;
const FILES = {
  "towpath.yaml": MANIFEST,
  "platform/platform.yaml": `${PLATFORM}${EVIDENCE}`,
  "platform/key.pub": publicKey,
  "server.mjs": SERVER,
};

const action = builtAction(join(import.meta.dirname, ".."));
const build = builtAction(join(import.meta.dirname, "../../build"));
const deploy = builtAction(join(import.meta.dirname, "../../deploy"));
let github: LoopbackGitHub;
let repository: LoopbackRepository;
let service: ServiceWorkspace;
beforeAll(async () => {
  github = await loopbackGitHub();
  repository = await github.addRepository();
  service = serviceWorkspace(FILES, { origin: repository.folder, end: endAll });
  using built = await run(build, { out: "../release" });
  using deployed = await run(deploy, { release: built.outputs["bundle"] ?? "", token: github.token });
  expect(deployed.outputs).toMatchObject({ verdict: "succeeded" });
});
afterAll(async () => {
  await service[Symbol.asyncDispose]();
  await github.close();
});

async function endAll(home: string): Promise<void> {
  const effects = nodeEffects({
    signal: new AbortController().signal,
    events: () => undefined,
    variables: { ...process.env, TOWPATH_HOME: home },
    folder: home,
  });
  await down({ isAll: true }, effects);
}

function run(built: BuiltAction, inputs: Readonly<Record<string, string>>, key: string = privateKey) {
  const env = { GITHUB_API_URL: github.url, GITHUB_ACTOR: "anna", TOWPATH_EVIDENCE_KEY: key };
  return service.run(built, inputs, { env });
}

test("what controls came to is a page, a summary and outputs, and on record where the run can sign", async () => {
  using ending = await run(action, { token: github.token });
  const { held, controls, failed, html = "", recorded } = ending.outputs;
  expect(Number(controls)).toBeGreaterThan(0);
  expect(ending).toMatchObject({
    exitCode: held === "true" ? 0 : 1,
    stderr: "",
    outputs: { result: held === "true" ? "ok" : "failed" },
  });
  expect(Number(failed) === 0).toBe(held === "true");
  expect(recorded).toBe("true");
  expect(html.startsWith(`${ending.temporary}/`)).toBe(true);
  expect(readFileSync(html, "utf8")).toMatch(/^<!doctype html>/i);
  expect(ending.stdout).not.toContain("PRIVATE KEY");
});

test("controls that did not hold are told, and fail nothing where that is asked", async () => {
  using ending = await run(action, { "fail-on": "never", record: "false" });
  expect(ending).toMatchObject({ exitCode: 0, outputs: { recorded: "false" } });
});

test("GitHub is asked with no more than the permissions that the README names, also where it keeps the record's head", async () => {
  const anchored = EVIDENCE.replace(" }\n", ", anchor: { github: deployments } }\n");
  service.commit({ "platform/platform.yaml": `${PLATFORM}${anchored}` });
  const permissions = readmeTokenPermissions(join(import.meta.dirname, ".."));
  const before = github.requests.length;
  using ending = await run(action, { "fail-on": "never", token: github.addToken({ permissions }) });
  expect(ending).toMatchObject({ exitCode: 0, outputs: { recorded: "true" } });
  const asked = github.requests.slice(before);
  expect(asked.filter(({ status }) => status === 403)).toEqual([]);
  expect(asked.map(({ method, path }) => `${method} ${path}`)).toContainEqual(
    expect.stringMatching(/^POST .*\/deployments\/\d+\/statuses$/),
  );
  const less = github.addToken({ permissions: { ...permissions, deployments: "read" } });
  using other = await run(action, { "fail-on": "never", token: less });
  expect(other.shown.join("\n")).toContain("`deployments: write`");
  service.commit({ "platform/platform.yaml": `${PLATFORM}${EVIDENCE}` });
});

test("a release that nobody deployed is none to comply with", async () => {
  using ending = await run(action, { release: `sha256:${"0".repeat(64)}` });
  expect(ending.exitCode).not.toBe(0);
  expect(ending.outputs).toMatchObject({ held: "" });
});

test("where the platform keeps no evidence there is nothing to comply with, and the README's workflow passes", async () => {
  using example = readmeWorkflow(join(import.meta.dirname, ".."), { comply: action });
  service.commit({ "platform/platform.yaml": PLATFORM, ...example.files });
  const ending = await runWorkflow({ github, repository, event: await scheduleEvent(repository), ...example.run });
  expect(ending).toMatchObject({ conclusion: "success" });
  using none = await run(action, {});
  expect(none).toMatchObject({ exitCode: 0, outputs: { result: "ok", held: "", controls: "0" } });
  expect(none.summary).toContain("Nothing was looked at");
  using missing = await run(action, { "fail-on": "missing" });
  expect(missing).toMatchObject({ exitCode: 2, annotations: [{ title: "operation/no-evidence" }] });
  expect(existsSync(missing.outputs["html"] || "none")).toBe(false);
});

test("on an event that may be about a proposal nothing is looked at", async () => {
  using ending = await service.run(action, {}, { event: { name: "workflow_run", payload: {} } });
  expect(ending).toMatchObject({ exitCode: 1, annotations: [{ title: "action-kit/proposed" }] });
});
