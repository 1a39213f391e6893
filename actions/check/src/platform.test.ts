import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type PlatformPackage, platformPackage, type RunnerEvent, runAction } from "@towpath/testkit";
import { builtAction } from "@towpath/testkit/action-suite";
import { afterAll, beforeAll, expect, test } from "vitest";

const NAME = "@acme/platform";
const MANIFEST = `apiVersion: towpath.dev/v1
kind: Service
metadata: { name: orders, owner: team-checkout }
test: { run: npm test }
workload: { run: node server.js, port: 8080, health: { path: /healthz } }
`;
const platform = (level: string): string => `apiVersion: towpath.dev/v1
kind: Platform
metadata: { name: acme }
teams: { team-checkout: {} }
environments: { dev: { engine: local } }
policies: { levels: { workload/limits: ${level} } }
`;

const action = builtAction(join(import.meta.dirname, ".."));
/** One in which limits are mandatory. */
let published: PlatformPackage;
const home = realpathSync(mkdtempSync(join(tmpdir(), "towpath-check-platform-")));
beforeAll(async () => {
  published = await platformPackage({ "platform.yaml": platform("mandatory") }, join(home, "registry"));
});
afterAll(async () => {
  await published[Symbol.asyncDispose]();
  rmSync(home, { recursive: true, force: true });
});

function write(folder: string, files: Readonly<Record<string, string>>): string {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

/** @param event one of somebody's comment: what is checked out may be anybody's, and there is no base to hold it against */
function check(workspace: string, reference: string, event: RunnerEvent = { name: "issue_comment", payload: {} }) {
  const env = {
    HOME: home,
    PATH: process.env["PATH"] ?? "",
    XDG_CACHE_HOME: join(home, "cache"),
    npm_config_registry: published.registry,
    npm_config_cache: join(home, "npm"),
  };
  return runAction({ folder: action.folder, workspace, inputs: { platform: reference }, env, event });
}

test("a platform from the registry decides, whatever the pull request brings along by its name", async () => {
  const loose = { "package.json": JSON.stringify({ name: NAME, version: "2.1.0" }), "platform.yaml": platform("off") };
  const brought = Object.entries(loose).map(([path, text]) => [`node_modules/${NAME}/${path}`, text] as const);
  const workspace = write(join(home, "workspace"), {
    "towpath.yaml": MANIFEST,
    ".npmrc": "registry=http://127.0.0.1:1/\n",
    [`${NAME}@2.1.0/platform.yaml`]: platform("off"),
    ...Object.fromEntries(brought),
  });
  using ending = await check(workspace, `${NAME}@2.1.0`);
  expect(ending).toMatchObject({ exitCode: 1, outputs: { result: "failed", mandatory: "1" } });
  expect(ending.annotations[0]).toMatchObject({ level: "error", title: "workload/limits", file: "towpath.yaml" });
  expect(ending.shown.join("\n")).toContain(`Fetching the platform ${NAME}@2.1.0 with npm`);
  expect(ending.shown.join("\n")).toContain(`acme, ${NAME}@2.1.0 (version 2.1.0, sha256:`);
});

test("what only a proposed manifest names is not fetched", async () => {
  for (const named of [`${NAME}@2.1.0`, "npm:other", "git+https://127.0.0.1:1/a.git#v1"]) {
    const manifest = MANIFEST.replace("metadata:", `platform: "${named}"\nmetadata:`);
    using ending = await check(write(join(home, "proposed"), { "towpath.yaml": manifest }), "");
    expect(ending).toMatchObject({
      exitCode: 2,
      annotations: [{ title: "operation/platform-proposed", file: "towpath.yaml", line: 3 }],
    });
    expect(ending.shown.join("\n")).not.toContain("Fetching");
  }
});

test("what the repository's own manifest names is fetched on a push", async () => {
  const manifest = MANIFEST.replace("metadata:", `platform: "${NAME}@2.1.0"\nmetadata:`);
  const workspace = write(join(home, "own"), { "towpath.yaml": manifest });
  using ending = await check(workspace, "", { name: "push", payload: {} });
  expect(ending).toMatchObject({ exitCode: 1, outputs: { result: "failed", mandatory: "1" } });
});

test("a platform that cannot be had is no pass", async () => {
  const workspace = write(join(home, "other"), { "towpath.yaml": MANIFEST });
  using ending = await check(workspace, `${NAME}@9.9.9`);
  expect(ending).toMatchObject({ exitCode: 2, annotations: [{ title: "operation/platform-not-found" }] });
  using local = await check(workspace, "git+file:///srv/git/platform.git#v1");
  expect(local).toMatchObject({ exitCode: 2, annotations: [{ title: "operation/platform-reference" }] });
});
