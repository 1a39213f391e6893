import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { folderWith } from "../testing/folder-with.ts";
import { gitRepository } from "../testing/git-repository.ts";
import { platformCheck } from "./platform-check.ts";

const PLATFORM = `apiVersion: towpath.dev/v1
kind: Platform
metadata: { name: acme }
environments: { dev: { engine: local } }
resourceTypes: [./*.type.yaml]
policies: { levels: { data/no-such-rule: mandatory } }
`;
const BUCKET = `apiVersion: towpath.dev/v1
kind: ResourceType
metadata: { name: bucket }
outputs: { name: { type: string } }
recipes: { local: { driver: bucket } }
`;

test("the example's platform is right", async () => {
  const { effects } = folderWith({});
  const platform = join(import.meta.dirname, "../../../../examples/platform");
  const result = await platformCheck({ platform }, effects);
  const source = { kind: "path", reference: platform, name: "acme" };
  expect(result).toMatchObject({ status: "ok", findings: [], data: { platform: "acme", source } });
  expect(result.data?.types.map(({ type }) => type)).toEqual(["bucket", "postgres"]);
});

test("documents, recipes and policies are looked through at once", async () => {
  const { effects } = folderWith({
    "platform.yaml": PLATFORM,
    "a.type.yaml": BUCKET.replace("driver: bucket", "driver: buckte"),
    "b.type.yaml":
      "apiVersion: towpath.dev/v1\nkind: ResourceType\nmetadata: {}\nrecipes: { local: { driver: bucket } }\n",
  });
  const result = await platformCheck({}, effects);
  expect(result.status).toBe("invalid");
  expect(result.findings.map(({ code }) => code)).toEqual([
    "manifest/unknown-driver",
    "manifest/missing-key",
    "policy/unknown-rule",
  ]);
  expect(result.summary).toMatch(/^The platform acme has \d faults/);
});

test("where there is no platform, that is said", async () => {
  const { effects } = folderWith({});
  const result = await platformCheck({}, effects);
  expect(result).toMatchObject({ status: "invalid", findings: [{ code: "manifest/not-found" }], data: null });
});

test("a platform from a package or a repository is looked through as it came from there", async () => {
  const files = { "platform.yaml": PLATFORM.replace(/policies.*\n/, ""), "a.type.yaml": BUCKET };
  const repository = gitRepository();
  const commit = repository.commit(files, "v1.0.0");
  const reference = `git+file://${repository.folder}#v1.0.0`;
  const inPackage = Object.entries(files).map(([path, text]) => [`node_modules/@acme/platform/${path}`, text]);
  const { effects, folder } = folderWith({
    ...Object.fromEntries(inPackage),
    "node_modules/@acme/platform/package.json": '{ "name": "@acme/platform", "version": "2.1.0" }',
    "node_modules/@acme/platform/b.type.yaml": BUCKET.replace("name: bucket", "name: other").replace(
      "driver: bucket",
      "driver: buckte",
    ),
  });
  const variables = { PATH: process.env["PATH"], HOME: folder, TOWPATH_HOME: join(folder, "home") };
  expect(await platformCheck({ platform: reference }, { ...effects, variables })).toMatchObject({
    status: "ok",
    findings: [],
    sections: [{ kind: "fields", fields: [{ name: "Platform" }] }],
    data: { platform: "acme", source: { kind: "git", reference, commit } },
  });
  const installed = await platformCheck({ platform: "@acme/platform" }, effects);
  expect(installed).toMatchObject({
    status: "invalid",
    findings: [{ code: "manifest/unknown-driver", places: [{ file: "@acme/platform@2.1.0/b.type.yaml" }] }],
    data: { source: { kind: "npm", version: "2.1.0" } },
  });
  expect(await platformCheck({ platform: "https://anna:s3cret@github.com/x" }, effects)).toMatchObject({
    status: "invalid",
    findings: [{ code: "operation/platform-reference" }],
  });
});

test("what a recipe names and nobody can read is said, link or folder", async () => {
  const recipes = "{ terraform: { module: ./module }, kubernetes: { objects: ./module } }";
  const { effects, folder } = folderWith({
    "platform.yaml": PLATFORM.replace(/policies.*\n/, ""),
    "a.type.yaml": BUCKET.replace(/recipes: .*/, `recipes: ${recipes}`),
    "module/main.tf": "",
  });
  mkdirSync(join(folder, "module/folder"));
  symlinkSync("folder", join(folder, "module/link.tf"));
  const result = await platformCheck({}, effects);
  expect(result.findings.filter(({ code }) => code === "manifest/unreadable")).toMatchObject([
    { message: expect.stringMatching(/^"\.\/module" cannot be read: EISDIR/) },
    { message: expect.stringMatching(/^"\.\/module" cannot be read: EISDIR/) },
  ]);
});
