import { join } from "node:path";
import { nodeEffects } from "@towpath/core";
import { down } from "@towpath/operations/down";
import { type BuiltAction, buildAction, type ServiceWorkspace, serviceWorkspace } from "@towpath/testkit";
import { type LoopbackGitHub, loopbackGitHub } from "@towpath/testkit/github";
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

let [build, action]: readonly BuiltAction[] = [];
let github: LoopbackGitHub;
let service: ServiceWorkspace;
beforeAll(async () => {
  [build, action] = await Promise.all(
    ["../../build", ".."].map((folder) => buildAction(join(import.meta.dirname, folder))),
  );
  github = await loopbackGitHub();
  await github.addRepository();
  service = serviceWorkspace(FILES, endAll);
});
afterAll(async () => {
  await service[Symbol.asyncDispose]();
  await github.close();
  build?.[Symbol.dispose]();
  action?.[Symbol.dispose]();
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
  if (!build) throw new Error("Nothing is built.");
  using ending = await service.run(build, { out: "../release" });
  const { bundle = "", digest = "" } = ending.outputs;
  return { bundle, digest };
}

async function deploy(inputs: Readonly<Record<string, string>>, step: Parameters<ServiceWorkspace["run"]>[2] = {}) {
  if (!action) throw new Error("Nothing is built.");
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
