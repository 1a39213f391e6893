import { readdirSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { join } from "node:path";
import { type BuiltAction, buildAction } from "@towpath/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";

/** Bytes. What grows past it is looked at before it is allowed: every pull request of every team downloads it. */
const BUDGET = 660_000;

let action: BuiltAction;
let bundle = "";
beforeAll(async () => {
  action = await buildAction(join(import.meta.dirname, ".."));
  bundle = readFileSync(join(action.folder, "dist", "main.js"), "utf8");
});
afterAll(() => action[Symbol.dispose]());

test("it is one file", () => {
  expect(readdirSync(join(action.folder, "dist"))).toEqual(["main.js"]);
});

test(`it has at most ${BUDGET} bytes`, () => {
  expect(Buffer.byteLength(bundle)).toBeLessThanOrEqual(BUDGET);
});

test("it needs nothing but what Node brings, and reads of that only what it uses", () => {
  expect(bundle).not.toMatch(/^(?:import|export) .*?from "/m);
  expect(bundle).not.toMatch(/\bimport\((?!"node:)/);
  const modules = [...bundle.matchAll(/getBuiltinModule\("node:([^"]+)"\)/g)].map(([, name]) => name ?? "");
  expect(modules).toContain("fs");
  for (const name of modules) expect(builtinModules).toContain(name);
});

test("no engine, network client or schema compiler is in it", () => {
  const modules = [...bundle.matchAll(/^\/\/ (?:\.\.\/)*((?:packages|node_modules)\/\S+)/gm)].map(([, path]) => path);
  expect(modules).toContain("packages/operations/src/verbs/check.ts");
  const foreign =
    /^node_modules\/(?:ajv\/dist\/(?:compile|core|vocabularies)|undici|pg|azurite)|^packages\/(?:engine-|delivery|provisioning)/;
  // What the local engine cannot run is known without it; a platform is fetched in the way that its servers are.
  const known = [
    "packages/engine-local/src/errors.ts",
    "packages/engine-local/src/fetching.ts",
    "packages/engine-local/src/workload/local-workloads.ts",
    "packages/engine-local/src/data-folder/local-folders.ts",
    "packages/engine-local/src/data-folder/remove-left-behind.ts",
    "packages/engine-local/src/data-folder/server-user.ts",
    "packages/engine-local/src/programs/run-program.ts",
    "packages/engine-local/src/server-packages/find-npm.ts",
  ];
  expect(modules.filter((path) => path && foreign.test(path) && !known.includes(path))).toEqual([]);
  expect(bundle).not.toMatch(/\bnew Function\(|\beval\(|getBuiltinModule\("node:(?:net|http|https|dns|tls)"/);
});
