import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readmeWorkflow, serviceWorkspace } from "@towpath/testkit";
import { builtAction } from "@towpath/testkit/action-suite";
import { loopbackGitHub } from "@towpath/testkit/github";
import { pushEvent, runWorkflow } from "@towpath/testkit/workflows";
import { expect, test } from "vitest";

const MANIFEST = `apiVersion: towpath.dev/v1
kind: Service
metadata: { name: orders, owner: team-a, description: Takes orders. }
build: { run: node build.mjs, output: [dist] }
test: { run: 'true' }
workload:
  run: node dist/server.js
  port: 8080
  health: { path: /healthz }
  limits: { memory: 64Mi }
environments: { dev: {} }
`;
const BUILD = `import { mkdirSync, writeFileSync } from "node:fs";
mkdirSync("dist", { recursive: true });
writeFileSync("dist/server.js", "// serves");
console.log("::error::owned");
`;
const FILES = { "towpath.yaml": MANIFEST, "build.mjs": BUILD, ".gitignore": "dist\n" };

const action = builtAction(join(import.meta.dirname, ".."));

test("a release is built once, as a folder that other jobs take, and says what it is", async () => {
  await using service = serviceWorkspace(FILES);
  using ending = await service.run(action, { version: "1.8.2" });
  expect(ending).toMatchObject({
    exitCode: 0,
    stderr: "",
    annotations: [],
    outputs: {
      result: "ok",
      service: "orders",
      version: "1.8.2",
      digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
    },
  });
  const { bundle = "", digest = "", artifact = "", commit } = ending.outputs;
  expect(bundle.startsWith(`${ending.temporary}/`)).toBe(true);
  expect(readdirSync(bundle)).toEqual(expect.arrayContaining(["release.json", artifact]));
  const release: unknown = JSON.parse(readFileSync(join(bundle, "release.json"), "utf8"));
  expect(release).toMatchObject({ service: "orders", version: "1.8.2", commit, artifact: { digest } });
  using again = await service.run(action, { version: "1.8.2", out: "release" });
  expect(again.outputs).toMatchObject({ digest, bundle: join(service.workspace, "release") });
  expect(ending.summary).toContain(digest);
  expect(ending.summary).not.toContain("bundle");
  expect(again.summary).toMatch(/bundle.*release/);
});

test("a build that fails says where, and gives no release", async () => {
  await using service = serviceWorkspace({ ...FILES, "build.mjs": "process.exit(7);\n" });
  using ending = await service.run(action);
  expect(ending.exitCode).not.toBe(0);
  expect(ending.outputs).toMatchObject({ digest: "", bundle: "" });
  expect(ending.annotations[0]).toMatchObject({ level: "error", title: "delivery/build-failed" });
});

test("a folder outside of the workspace is none to work in", async () => {
  await using service = serviceWorkspace(FILES);
  using ending = await service.run(action, { "working-directory": ".." });
  expect(ending).toMatchObject({ exitCode: 2, annotations: [{ title: "action-kit/folder" }] });
});

test("the README's workflow hands the release on as an artifact", async () => {
  using example = readmeWorkflow(join(import.meta.dirname, ".."), { build: action });
  const github = await loopbackGitHub();
  const repository = await github.addRepository();
  await repository.commit("main", { ...FILES, ...example.files });
  const ending = await runWorkflow({ github, repository, event: await pushEvent(repository), ...example.run });
  expect(ending).toMatchObject({ conclusion: "success" });
  await github.close();
});
