import { join } from "node:path";
import { nodeEffects } from "@towpath/core";
import { down } from "@towpath/operations/down";
import { readmeTokenPermissions, readmeWorkflow, type ServiceWorkspace, serviceWorkspace } from "@towpath/testkit";
import { builtAction } from "@towpath/testkit/action-suite";
import { type LoopbackGitHub, type LoopbackRepository, loopbackGitHub } from "@towpath/testkit/github";
import { pushEvent, runWorkflow } from "@towpath/testkit/workflows";
import { afterAll, beforeAll, expect, test } from "vitest";

const PLATFORM = `apiVersion: towpath.dev/v1
kind: Platform
metadata: { name: acme }
teams: { team-a: { members: ["@anna", "@bob"] } }
environments:
  dev: { engine: local }
  prod: { engine: local, gates: { approvals: { count: 1, by: [team-a] } } }
`;
const MANIFEST = `apiVersion: towpath.dev/v1
kind: Service
platform: ./platform
metadata: { name: orders, owner: team-a, description: Takes orders. }
build: { run: "true", output: [server.mjs] }
test: { run: "true" }
workload: { run: node server.mjs, port: 8080, health: { path: /healthz }, limits: { memory: 64Mi } }
environments: { dev: {}, prod: {} }
`;
/** A service that answers with a number, or not at all. */
const server = (status: number): string => `import { createServer } from "node:http";
createServer((request, response) => {
  response.writeHead(${status});
  response.end("orders");
}).listen(Number(process.env.PORT), process.env.HOST ?? "127.0.0.1");
`;
const FILES = { "towpath.yaml": MANIFEST, "platform/platform.yaml": PLATFORM, "server.mjs": server(200) };

const action = builtAction(join(import.meta.dirname, ".."));
const build = builtAction(join(import.meta.dirname, "../../build"));
let github: LoopbackGitHub;
let repository: LoopbackRepository;
let service: ServiceWorkspace;
beforeAll(async () => {
  github = await loopbackGitHub();
  repository = await github.addRepository();
  service = serviceWorkspace(FILES, { origin: repository.folder, end: endAll });
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

/** Builds what is there, and gives the folder and the digest of the release. */
async function built(): Promise<{ readonly bundle: string; readonly digest: string }> {
  using ending = await service.run(build, { out: "../release" });
  const { bundle = "", digest = "" } = ending.outputs;
  return { bundle, digest };
}

async function deploy(inputs: Readonly<Record<string, string>>, step: Parameters<ServiceWorkspace["run"]>[2] = {}) {
  const env = { GITHUB_API_URL: github.url, GITHUB_ACTOR: "anna", ...step.env };
  return service.run(action, { environment: "dev", token: github.token, ...inputs }, { ...step, env });
}

test("a release is brought to run, and its address, version and digest are outputs", async () => {
  const { bundle, digest } = await built();
  using ending = await deploy({ release: bundle });
  expect(ending.annotations).toEqual([]);
  expect(ending).toMatchObject({
    exitCode: 0,
    stderr: "",
    outputs: { result: "ok", verdict: "succeeded", digest, deployment: "1", url: expect.stringMatching(/^http/) },
  });
  expect(await (await fetch(ending.outputs["url"] ?? "")).text()).toBe("orders");
});

test("GitHub hears of it, with no more than the permissions that the README names", async () => {
  const { bundle, digest } = await built();
  const token = github.addToken({ permissions: readmeTokenPermissions(join(import.meta.dirname, "..")) });
  using ending = await deploy({ release: bundle, token });
  expect(ending.outputs).toMatchObject({ result: "ok", verdict: "succeeded" });
  expect(JSON.stringify(repository.deployments)).toContain(digest);
  expect(github.requests.filter(({ status }) => status === 403)).toEqual([]);
});

test("one who may not deploy is told, and the verdict stands", async () => {
  service.commit({ "server.mjs": `${server(200)}// another\n` });
  const { bundle } = await built();
  using ending = await deploy({ release: bundle, token: github.addToken({ permissions: { contents: "read" } }) });
  expect(ending).toMatchObject({ exitCode: 0, outputs: { verdict: "succeeded" } });
  expect(ending.shown.join("\n")).toContain("deployments: write");
});

test("a release that does not hold is brought back, and fails the step", async () => {
  service.commit({ "server.mjs": "process.exit(1);\n" });
  const { bundle, digest } = await built();
  using ending = await deploy({ release: bundle });
  expect(ending).toMatchObject({ exitCode: 1, outputs: { result: "failed", digest } });
  expect(["rolled_back", "failed_before_exposure"]).toContain(ending.outputs["verdict"]);
  service.commit({ "server.mjs": server(200) });
});

test("where approvals are asked for, gates say so, somebody else agrees, and it goes on", async () => {
  const { bundle, digest } = await built();
  const prod = { environment: "prod", release: bundle };
  using asked = await deploy({ ...prod, "gates-only": "true" });
  expect(asked).toMatchObject({ exitCode: 1, outputs: { result: "failed", verdict: "" } });
  expect(JSON.parse(asked.outputs["gates"] ?? "[]")).toContainEqual(
    expect.objectContaining({ gate: "approvals", answer: "deny" }),
  );
  using agreed = await deploy(
    { environment: "prod", release: digest, approve: "true", reason: "Looked at it." },
    { event: { name: "workflow_dispatch", payload: {} }, env: { GITHUB_ACTOR: "bob" } },
  );
  expect(agreed).toMatchObject({ exitCode: 0, outputs: { result: "ok", verdict: "", digest } });
  using ending = await deploy(prod);
  expect(ending).toMatchObject({ exitCode: 0, outputs: { verdict: "succeeded", digest } });
});

test("what served before comes back by kind: rollback", async () => {
  using ending = await deploy({ kind: "rollback", incident: "INC-7" });
  expect(ending).toMatchObject({ exitCode: 0, outputs: { verdict: "succeeded", url: expect.stringMatching(/^http/) } });
});

test.each(["pull_request_target", "workflow_run", "issue_comment"])("on %s nothing is deployed", async (name) => {
  const side = { sha: "a".repeat(40), ref: "main", repo: { full_name: "acme/orders" } };
  const payload = { pull_request: { number: 1, base: side, head: side } };
  using ending = await deploy({}, { event: { name, payload } });
  expect(ending).toMatchObject({ exitCode: 1, annotations: [{ title: "action-kit/proposed" }] });
});

test("what no input takes is refused before anything is done", async () => {
  using kind = await deploy({ kind: "hot" });
  expect(kind).toMatchObject({ exitCode: 2, annotations: [{ title: "action-kit/invalid-input" }] });
  using named = await deploy({ "wait-for-aproval": "1m" });
  expect(named).toMatchObject({ exitCode: 2, annotations: [{ title: "action-kit/unknown-input" }] });
});

test("the README's workflow builds and deploys a push", async () => {
  using example = readmeWorkflow(join(import.meta.dirname, ".."), { build, deploy: action });
  service.commit(example.files);
  const ending = await runWorkflow({
    github,
    repository,
    event: await pushEvent(repository),
    runner: { home: service.home, env: { TOWPATH_HOME: service.home } },
    ...example.run,
  });
  expect(ending).toMatchObject({ conclusion: "success" });
  const deployed = ending.jobs[0]?.steps.find(({ uses }) => uses?.includes("actions/deploy"));
  expect(deployed?.outputs).toMatchObject({ verdict: "succeeded" });
});
