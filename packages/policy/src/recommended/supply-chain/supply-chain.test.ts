import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { messagesOf } from "../../testing/found.ts";
import { foundInRepository, saidOfRepository } from "../../testing/repository-findings.ts";
import { containerWith, graphWith, workloadWith } from "../../testing/subjects.ts";
import { dependabotCoverage } from "./dependabot-coverage.ts";
import { dependencyUpdates } from "./dependency-updates.ts";
import { dockerfileDigest } from "./dockerfile-digest.ts";
import { dockerfileUser } from "./dockerfile-user.ts";
import { imageRegistries } from "./image-registries.ts";
import { installScripts } from "./install-scripts.ts";
import { licences } from "./licences.ts";
import { lockSources } from "./lock-sources.ts";
import { requiredSteps } from "./required-steps.ts";
import { sbom } from "./sbom.ts";
import { isDenied } from "./spdx.ts";
import { toolVersionsAgree } from "./tool-versions-agree.ts";

const lockOf = (packages: object) => ({ "package-lock.json": JSON.stringify({ packages }, undefined, 2) });
const workflow = (steps: string) => ({
  ".github/workflows/ci.yml": `on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n${steps}`,
});

describe("licences", () => {
  const denied = new Set(["agpl-3.0-only", "sspl-1.0", "gpl-3.0"]);

  test.each([
    ["MIT", false],
    ["AGPL-3.0-only", true],
    ["agpl-3.0-ONLY", true],
    ["MIT OR SSPL-1.0", false],
    ["SSPL-1.0 OR AGPL-3.0-only", true],
    ["MIT AND SSPL-1.0", true],
    ["(MIT OR SSPL-1.0) AND Apache-2.0", false],
    ["(MIT AND SSPL-1.0) OR (AGPL-3.0-only AND MIT)", true],
    ["MIT AND (BSD-3-Clause OR (SSPL-1.0))", false],
    ["GPL-3.0+", true],
    ["GPL-3.0 WITH Classpath-exception-2.0 OR MIT", false],
    ["SEE LICENSE IN SSPL-1.0", false],
    ["", false],
    ["((((", false],
  ])("%s is denied: %s", (licence, isSo) => {
    expect(isDenied(licence, denied)).toBe(isSo);
  });

  test("an alternative that is allowed is always enough, and a condition that is denied always too much", () => {
    const words = fc.array(fc.constantFrom("(", ")", "AND", "OR", "WITH", "MIT", "SSPL-1.0"), { maxLength: 30 });
    const term = fc.constantFrom("MIT", "SSPL-1.0", "(MIT OR SSPL-1.0)", "(MIT AND SSPL-1.0)");
    fc.assert(
      fc.property(term, words, (one, any) => {
        expect(isDenied(`(${one}) OR MIT`, denied)).toBe(false);
        expect(isDenied(`(${one}) AND SSPL-1.0`, denied)).toBe(true);
        isDenied(any.join(" "), denied);
        isDenied("(".repeat(5_000), denied);
      }),
    );
  });

  test("packages of development are spared unless a platform says otherwise, and the finding stands in the lock file", () => {
    const files = lockOf({
      "": { license: "AGPL-3.0" },
      "node_modules/a": { version: "1.0.0", license: "AGPL-3.0-only" },
      "node_modules/a/node_modules/@x/b": { version: "2.0.0", license: { type: "SSPL-1.0" } },
      "node_modules/c": { dev: true, license: "SSPL-1.0" },
      "node_modules/d": { version: "1.0.0" },
    });
    const found = foundInRepository(licences, files);
    expect(found.map(({ message, places: [place] }) => [message.split(" is ")[0], place?.range?.start.line])).toEqual([
      ["a 1.0.0", 6],
      ["@x/b 2.0.0", 10],
    ]);
    expect(foundInRepository(licences, files, { development: true })).toHaveLength(3);
  });
});

test("scripts of packages are known or switched off", () => {
  const files = lockOf({ "node_modules/esbuild": { version: "1", hasInstallScript: true }, "node_modules/pg": {} });
  expect(saidOfRepository(installScripts, files)).toEqual(["esbuild 1 runs a script of its own when it is installed."]);
  expect(saidOfRepository(installScripts, files, { allow: ["esbuild"] })).toEqual([]);
  expect(saidOfRepository(installScripts, { ...files, ".npmrc": "x=1\nignore-scripts = true\n" })).toEqual([]);
  expect(saidOfRepository(installScripts, { ...files, ".npmrc": "# ignore-scripts=true" })).toHaveLength(1);
});

test.each([
  [{ resolved: "https://r.example.com/a.tgz", integrity: "sha512-x" }, undefined],
  [{ resolved: "https://r.example.com/a.tgz" }, "holds no integrity of a"],
  [{ resolved: "http://r.example.com/a.tgz", integrity: "sha512-x" }, "fetches a without TLS"],
  [{ resolved: "git+ssh://git@github.com/x/a.git#main" }, "without naming a commit"],
  [{ resolved: `git+ssh://git@github.com/x/a.git#${"0a".repeat(20)}` }, undefined],
  [{ resolved: "packages/a", link: true }, undefined],
  [{ version: "1.0.0" }, undefined],
])("a package of %j", (facts, message) => {
  expect(saidOfRepository(lockSources, lockOf({ "node_modules/a": facts }))).toEqual(
    message === undefined ? [] : [expect.stringContaining(message)],
  );
});

test("a platform names registries, and many packages are one finding", () => {
  const entry = (host: string) => ({ resolved: `https://${host}/a.tgz`, integrity: "sha512-x" });
  const files = lockOf(
    Object.fromEntries(["a", "b", "c", "d", "e"].map((name) => [`node_modules/${name}`, entry("Bad.example")])),
  );
  expect(saidOfRepository(lockSources, files)).toEqual([]);
  expect(saidOfRepository(lockSources, files, { registries: ["good.example"] })).toEqual([
    expect.stringContaining("a, b, c and 2 more"),
  ]);
  expect(saidOfRepository(lockSources, files, { registries: ["bad.example"] })).toEqual([]);
});

const digest = `sha256:${"0".repeat(64)}`;
test.each([
  ["FROM node:24", 1],
  ["FROM --platform=linux/amd64 node:24 AS build", 1],
  [`FROM node@${digest}`, 0],
  [`FROM node@${digest} as Build\nFROM build`, 0],
  ["FROM scratch", 0],
  ["ARG BASE\nFROM $BASE", 0],
  ["ARG BASE=node:24\nFROM ${BASE}", 1],
  ["FROM ${BASE:-node:24}", 1],
  [`ARG D=${digest}\nFROM node@$D`, 0],
  ["# FROM node", 0],
])("%s moves: %i", (Dockerfile, count) => {
  expect(saidOfRepository(dockerfileDigest, { Dockerfile })).toHaveLength(count);
  expect(saidOfRepository(dockerfileDigest, { "docker/web.Dockerfile": Dockerfile })).toHaveLength(count);
});

test.each([
  ["FROM node:24\nUSER node", undefined],
  ["FROM node:24\nUSER node\nUSER root", "runs as root"],
  ["FROM node:24\nUSER 0", "runs as root"],
  ["FROM node:24", "whatever its base does"],
  ["FROM node:24 AS base\nUSER node\nFROM base", undefined],
  ["FROM node:24 AS base\nUSER node\nFROM alpine", "whatever its base does"],
  ["FROM gcr.io/distroless/nodejs:nonroot", undefined],
  ["", undefined],
])("%s", (Dockerfile, message) => {
  expect(saidOfRepository(dockerfileUser, { Dockerfile })).toEqual(
    message === undefined ? [] : [expect.stringContaining(message)],
  );
});

const dependencies = { "package.json": JSON.stringify({ dependencies: { pg: "1" } }) };
test.each([
  [dependencies, 1],
  [{ "README.md": "" }, 0],
  [{ ...dependencies, "renovate.json": "{}" }, 0],
  [{ ...dependencies, ".github/dependabot.yml": "version: 2" }, 0],
  [{ "package.json": JSON.stringify({ dependencies: { pg: "1" }, renovate: {} }) }, 0],
  [{ "services/a/go.mod": "require example.com/b v1.0.0" }, 1],
])("%j: nobody brings updates: %i", (files, count) => {
  expect(saidOfRepository(dependencyUpdates, files)).toHaveLength(count);
});

test("Dependabot looks at each ecosystem that is there, once", () => {
  const dependabot = (...names: readonly string[]) => ({
    ".github/dependabot.yml": JSON.stringify({
      version: 2,
      updates: names.map((name) => ({ "package-ecosystem": name })),
    }),
  });
  const files = {
    ...dependencies,
    "pnpm-lock.yaml": "",
    "a/go.mod": "require example.com/b v1.0.0",
    Dockerfile: "FROM node",
    "b/Dockerfile": "FROM scratch",
    ...workflow("      - run: make\n"),
  };
  expect(saidOfRepository(dependabotCoverage, { ...files, ...dependabot() }).map((one) => one.split(",")[0])).toEqual([
    "Dependabot does not look at images of Dockerfiles",
    "Dependabot does not look at actions of workflows",
    "Dependabot does not look at dependencies of Go",
    "Dependabot does not look at dependencies of npm",
  ]);
  const all = dependabot("npm", "gomod", "docker", "github-actions");
  expect(saidOfRepository(dependabotCoverage, { ...files, ...all })).toEqual([]);
  expect(saidOfRepository(dependabotCoverage, files)).toEqual([]);
});

test("a required action is used by a step, in a local action, or called as a workflow", () => {
  const required = (files: Readonly<Record<string, string>>, ...uses: readonly string[]) =>
    saidOfRepository(requiredSteps, files, { uses: [...uses] });
  const files = {
    ...workflow("      - uses: Acme/Scan@v1\n      - uses: ./tools\n"),
    ".github/workflows/call.yml": "on: push\njobs:\n  a:\n    uses: acme/pipelines/.github/workflows/build.yml@v1\n",
    "tools/action.yml": "runs:\n  using: composite\n  steps:\n    - uses: acme/sign/sub@v1\n",
  };
  expect(
    required(files, "acme/scan", "acme/sign", "acme/sign/sub@v9", "acme/pipelines/.github/workflows/build.yml"),
  ).toEqual([]);
  expect(required(files, "acme/scan/deep", "acme/sca", "other/scan")).toHaveLength(3);
  expect(required({}, "acme/scan")).toHaveLength(1);
  expect(required(files)).toEqual([]);
});

test.each([
  ["      - uses: anchore/sbom-action@v0\n", 0],
  ["      - uses: CycloneDX/gh-node-module-generatebom@v1\n", 0],
  ["      - uses: docker/build-push-action@v6\n        with: { sbom: true }\n", 0],
  ["      - run: |\n          make\n          trivy image --format cyclonedx app\n", 0],
  ["      - run: echo sbom\n", 1],
])("%s writes no parts down: %i", (steps, count) => {
  expect(saidOfRepository(sbom, workflow(steps))).toHaveLength(count);
});

test.each([
  ["24", { ".nvmrc": "v24.1.0\n" }, 0],
  ["24.2", { ".nvmrc": "24.1.0" }, 1],
  ["24", { ".node-version": "22" }, 1],
  ["24", { ".nvmrc": "lts/jod" }, 0],
  ["24", { ".tool-versions": "# tools\npython 3.13\nnodejs 20.1.0\n" }, 1],
  ["24", { "package.json": JSON.stringify({ volta: { node: "20.0.0" } }) }, 1],
  ["24", { ".python-version": "3.13" }, 0],
])("node %s agrees not with %j: %i", (node, files, count) => {
  const manifest = { "towpath.yaml": JSON.stringify({ kind: "Service", toolchain: { node } }) };
  expect(saidOfRepository(toolVersionsAgree, { ...manifest, ...files })).toHaveLength(count);
  expect(saidOfRepository(toolVersionsAgree, files)).toEqual([]);
});

test.each([
  ["ghcr.io/acme/orders:1", 0],
  ["GHCR.io/Acme/orders:1", 0],
  ["ghcr.io/acmeorders:1", 1],
  ["ghcr.io/acme-labs/orders", 1],
  ["orders", 1],
  [".", 0],
])("the image %s is from elsewhere: %i", (image, count) => {
  const graph = graphWith({ workloads: [workloadWith({ containers: [containerWith({ image })] })] });
  expect(messagesOf(imageRegistries, { graph, params: { registries: ["ghcr.io/acme/"] } })).toHaveLength(count);
  expect(messagesOf(imageRegistries, { graph })).toEqual([]);
});

test("an image without a host is the default registry's", () => {
  const graph = graphWith({ workloads: [workloadWith({ containers: [containerWith({ image: "node:24" })] })] });
  expect(messagesOf(imageRegistries, { graph, params: { registries: ["docker.io/library"] } })).toEqual([]);
});
