import { readdirSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { join } from "node:path";
import { builtAction } from "@towpath/testkit/action-suite";
import { beforeAll, expect, test } from "vitest";

/**
 * Bytes of what every check reads, and of all files. What grows past it is looked at before it is allowed: every pull
 * request of every team downloads the one and reads the other.
 */
const BUDGET = { eager: 1_000_000, all: 4_000_000 };

/** An import that is always there, as the bundler writes it. */
const STATIC = /^(?:import|export)\b[^;"]*?"([^"]+)";$/gms;

const action = builtAction(join(import.meta.dirname, ".."));
let files: ReadonlyMap<string, string> = new Map();
beforeAll(() => {
  const dist = join(action.folder, "dist");
  files = new Map(readdirSync(dist).map((name) => [name, readFileSync(join(dist, name), "utf8")]));
});

/** A file with all that it imports at once. */
function withImports(start: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  visit(start, found);
  return found;
}

function visit(name: string, found: Map<string, string>): void {
  const text = files.get(name);
  if (text === undefined) throw new Error(`The bundle has no ${name}.`);
  if (found.has(name)) return;
  found.set(name, text);
  for (const [, from = ""] of text.matchAll(STATIC)) visit(from.replace(/^\.\//, ""), found);
}

/** What a check reads that talks to no API. */
function eager(): ReadonlyMap<string, string> {
  const check = [...files.keys()].find((name) => name.startsWith("run-check-")) ?? "";
  return new Map([...withImports("main.js"), ...withImports(check)]);
}

const bytes = (some: ReadonlyMap<string, string>) =>
  [...some.values()].reduce((sum, text) => sum + Buffer.byteLength(text), 0);

const modulesIn = (some: ReadonlyMap<string, string>) =>
  [...some.values()].flatMap((text) =>
    [...text.matchAll(/^\/\/ (?:\.\.\/)*((?:packages|node_modules)\/\S+)/gm)].map(([, path = ""]) => path),
  );

test("what every check reads is in few files", () => {
  expect(withImports("main.js").size).toBeLessThanOrEqual(3);
  expect(eager().size).toBeLessThanOrEqual(6);
});

test(`it has at most ${BUDGET.eager} bytes in what every check reads, and ${BUDGET.all} in all`, () => {
  expect(bytes(eager())).toBeLessThanOrEqual(BUDGET.eager);
  expect(bytes(files)).toBeLessThanOrEqual(BUDGET.all);
});

test("it needs nothing but what Node brings, and reads of that only what it uses", () => {
  for (const text of files.values()) {
    for (const [, from = ""] of text.matchAll(STATIC)) expect(from).toMatch(/^\.\/[\w.-]+\.js$/);
    const later = [...text.matchAll(/\bimport\("([^"]+)"\)/g)].map(([, from = ""]) => from);
    for (const from of later) expect(from).toMatch(/^(?:node:[a-z_/]+|\.\/[\w.-]+\.js)$/);
    const modules = [...text.matchAll(/getBuiltinModule\("node:([^"]+)"\)/g)].map(([, name = ""]) => name);
    for (const name of modules) expect(builtinModules).toContain(name);
  }
});

test("GitHub's client, the expressions and what mends YAML are read only where they are needed", () => {
  const modules = modulesIn(eager());
  expect(modules).toContain("packages/operations/src/verbs/check.ts");
  // How many findings have a fix is said of every check; what makes fixes comes when it is asked for.
  const late =
    /^packages\/(?:github\/|policy\/src\/cel\/|manifest\/src\/edit\/|report\/src\/(?:sarif|junit|comment|check-run|suggestions)\/)|^packages\/operations\/src\/(?:publish\/|fixes\/(?!is-mendable|fixable-sections))|^node_modules\/(?:@actions|@marcbachmann|re2js|picomatch)\//;
  expect(modules.filter((path) => late.test(path))).toEqual([]);
  expect(modulesIn(files).some((path) => path.startsWith("packages/github/"))).toBe(true);
});

test("no engine, network client or schema compiler is in it", () => {
  const foreign =
    /^node_modules\/(?:ajv\/dist\/(?:compile|core|vocabularies)|undici|pg|azurite)|^packages\/(?:engine-|delivery|provisioning)/;
  // How a contract changes is compared where it is changed. What the local engine cannot run is known without it; a platform
  // is fetched in the way that its servers are.
  const contracts = /^packages\/delivery\/src\/(?:contracts\/|errors\.ts$)/;
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
  const isKnown = (path: string): boolean => contracts.test(path) || known.includes(path);
  expect(modulesIn(files).filter((path) => foreign.test(path) && !isKnown(path))).toEqual([]);
  for (const text of eager().values()) expect(text).not.toMatch(/\bnew Function\(|\beval\(/);
  for (const text of files.values())
    expect(text).not.toMatch(/getBuiltinModule\("node:(?:net|http|https|dns|tls)"|"node:(?:net|http|https|dns|tls)"/);
});
