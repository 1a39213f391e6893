import { describe, expect, test } from "vitest";
import { foundInRepository, saidOfRepository } from "../../testing/repository-findings.ts";
import { lockFileInStep } from "./lock-file-in-step.ts";
import { lockFilePresent } from "./lock-file-present.ts";

const json = (value: unknown) => JSON.stringify(value, undefined, 2);
const wants = (dependencies: object, more: object = {}) => json({ name: "orders", dependencies, ...more });
const inStep = (files: Readonly<Record<string, string>>) => saidOfRepository(lockFileInStep, files);

describe("a lock file", () => {
  test.each([
    [{ "package.json": wants({ pg: "1" }) }, 1],
    [{ "package.json": wants({}) }, 0],
    [{ "package.json": "{" }, 0],
    [{ "package.json": wants({ pg: "1" }), "bun.lock": "" }, 0],
    [{ "a/b/package.json": wants({ pg: "1" }), "pnpm-lock.yaml": "" }, 0],
    [{ "a/package.json": wants({ pg: "1" }), "b/package-lock.json": "{}" }, 1],
    [{ "node_modules/pg/package.json": wants({ a: "1" }) }, 0],
    [{ "go.mod": "module a\n\nrequire (\n\texample.com/b v1.0.0\n)\n" }, 1],
    [{ "go.mod": "module a\n\ngo 1.25\n" }, 0],
    [{ Gemfile: "gem 'rails'" }, 1],
    [{ "pyproject.toml": '[project]\ndependencies = ["flask>=3"]' }, 1],
    [{ "pyproject.toml": "[build-system]\nrequires = ['hatchling']" }, 0],
    [{ "Cargo.toml": '[dependencies]\nserde = "1"' }, 1],
  ])("of %j is missing: %i", (files, count) => {
    expect(saidOfRepository(lockFilePresent, files)).toHaveLength(count);
  });
});

describe("npm", () => {
  const lock = (root: object, more: object = {}) => json({ lockfileVersion: 3, packages: { "": root, ...more } });

  test.each([
    [{ pg: "^8.1.0" }, { pg: "^8.1.0" }, undefined],
    [{ pg: "^8.2.0" }, { pg: "^8.1.0" }, "pg is to be ^8.2.0 and locked for ^8.1.0"],
    [{ pg: "1", redis: "5" }, { pg: "1" }, "redis is to be 5 and is not locked"],
    [{ pg: "1" }, { pg: "1", redis: "5" }, "redis is locked and not asked for"],
    [{ __proto__x: "1" }, {}, "is not locked"],
  ])("%j against %j", (wanted, locked, what) => {
    const said = inStep({ "package.json": wants(wanted), "package-lock.json": lock({ dependencies: locked }) });
    expect(said).toEqual(what === undefined ? [] : [expect.stringContaining(what)]);
  });

  test("development and optional dependencies count wherever they stand", () => {
    const manifest = json({
      devDependencies: { vitest: "5" },
      optionalDependencies: { fs: "1" },
      dependencies: { fs: "1" },
    });
    const root = { devDependencies: { vitest: "5" }, optionalDependencies: { fs: "1" } };
    expect(inStep({ "package.json": manifest, "package-lock.json": lock(root) })).toEqual([]);
  });

  test("members of a workspace are looked at, installed packages are not", () => {
    const files = {
      "package.json": json({ workspaces: ["packages/*"], devDependencies: { turbo: "2" } }),
      "packages/a/package.json": wants({ pg: "2" }),
      "package-lock.json": lock(
        { devDependencies: { turbo: "2" } },
        {
          "packages/a": { dependencies: { pg: "1" } },
          "node_modules/pg": { version: "1.0.0", dependencies: { x: "1" } },
        },
      ),
    };
    const [found, ...more] = foundInRepository(lockFileInStep, files);
    expect(more).toEqual([]);
    expect(found).toMatchObject({ places: [{ file: "packages/a/package.json", range: { start: { line: 4 } } }] });
  });

  test("three are named of many", () => {
    const wanted = { a: "1", b: "1", c: "1", d: "1" };
    expect(inStep({ "package.json": wants(wanted), "package-lock.json": lock({}) })).toEqual([
      "package-lock.json is not in step with package.json in 4 dependencies: a is to be 1 and is not locked; b is to be 1 and is not locked; c is to be 1 and is not locked; ….",
    ]);
  });

  test("a file of the first version, and one that is none", () => {
    const first = json({ lockfileVersion: 1, dependencies: { pg: { version: "8.1.0" } } });
    expect(inStep({ "package.json": wants({ pg: "^8.1.0" }), "package-lock.json": first })).toEqual([]);
    expect(inStep({ "package.json": wants({ redis: "5" }), "package-lock.json": first })).toHaveLength(1);
    expect(inStep({ "package.json": wants({ pg: "1" }), "package-lock.json": "<<<<<<< HEAD" })).toEqual([
      expect.stringContaining("it cannot be read"),
    ]);
  });
});

test.each([
  [
    "lockfileVersion: '9.0'\nimporters:\n  .:\n    dependencies:\n      pg: { specifier: ^8.1.0, version: 8.1.0 }",
    "^8.1.0",
    0,
  ],
  [
    "lockfileVersion: '9.0'\nimporters:\n  .:\n    dependencies:\n      pg: { specifier: ^8.1.0, version: 8.1.0 }",
    "^8.2.0",
    1,
  ],
  ["lockfileVersion: 5.4\nspecifiers:\n  pg: ^8.1.0", "^8.1.0", 0],
  ["lockfileVersion: 5.4\nspecifiers:\n  redis: ^8.1.0", "^8.1.0", 1],
])("pnpm: %s", (lock, range, count) => {
  expect(inStep({ "package.json": wants({ pg: range }), "pnpm-lock.yaml": lock })).toHaveLength(count);
});

test("what is overridden is remembered otherwise", () => {
  const pnpm =
    "lockfileVersion: '9.0'\noverrides: { 'x>pg@^8': 8.0.0 }\nimporters: { .: { dependencies: { pg: { specifier: 8.0.0 } } } }";
  expect(inStep({ "package.json": wants({ pg: "^8.1.0" }), "pnpm-lock.yaml": pnpm })).toEqual([]);
  const manifest = wants({ "@acme/pg": "^8.1.0", redis: "5" }, { resolutions: { "**/@acme/pg": "8.0.0" } });
  expect(inStep({ "package.json": manifest, "yarn.lock": '"@acme/pg@8.0.0", redis@5:' })).toEqual([]);
});

test.each([
  ['pg@^8.1.0, pg@^8.2.0:\n  version "8.2.0"', "^8.1.0", 0],
  ['"@acme/pg@^8.1.0", pg@^8.2.0:\n  version "8.2.0"', "^8.1.0", 1],
  ['__metadata:\n  version: 8\n\n"pg@npm:^8.1.0, pg@npm:^8.2.0":\n  version: 8.2.0', "^8.2.0", 0],
  ["", "workspace:*", 0],
  ["", "acme/pg#main", 0],
  ["", "*", 1],
])("yarn: %j for %s", (lock, range, count) => {
  expect(inStep({ "package.json": wants({ pg: range }), "yarn.lock": lock })).toHaveLength(count);
});

test("Go modules are compared by their versions, what is replaced is not", () => {
  const mod = `module a

require example.com/one v1.0.0 // indirect
require (
	example.com/two v2.0.0+incompatible
	example.com/three v3.0.0
)
replace example.com/three => ../three
`;
  const sum = "example.com/one v1.0.0 h1:a=\nexample.com/two v1.9.0/go.mod h1:b=\n";
  const [found] = foundInRepository(lockFileInStep, { "go.mod": mod, "go.sum": sum });
  expect(found?.message).toContain("example.com/two is to be v2.0.0+incompatible and locked for v1.9.0");
  expect(found?.places[0]?.range?.start).toEqual({ line: 5, column: 2 });
  const workspace = "example.com/two v2.0.0+incompatible/go.mod h1:c=\n";
  expect(inStep({ "a/go.mod": mod, "a/go.sum": sum, "go.work.sum": workspace })).toEqual([]);
  expect(inStep({ "go.mod": mod, "go.sum": `${sum}example.com/two v2.0.0+incompatible/go.mod h1:c=` })).toEqual([]);
});

test.each([
  ['[project]\ndependencies = ["Flask>=3,<4", "typing_extensions"]', 0],
  [
    '[project]\nname = "a"\ndependencies = [\n  "flask[async]>=3; python_version > \'3\'",\n  "httpx", # new\n]\n[tool.x]\nb = ["numpy"]',
    1,
  ],
  ['[tool.poetry.dependencies]\npython = "^3.12"\nflask = { version = "^3" }\nhttpx = "*"', 1],
  ['[project.optional-dependencies]\ndev = ["httpx"]', 0],
])("Python: %s", (pyproject, count) => {
  const lock = '[[package]]\nname = "flask"\n\n[[package]]\nname = "typing-extensions"\n';
  expect(inStep({ "pyproject.toml": pyproject, "uv.lock": lock })).toHaveLength(count);
});

test.each([
  ["gem 'rails', '~> 8'\ngem \"puma\"", 0],
  ["group :test do\n  gem 'rspec'\nend", 1],
])("Bundler: %s", (Gemfile, count) => {
  const lock = "GEM\n  specs:\n    rspec (3)\n\nDEPENDENCIES\n  puma\n  rails (~> 8)!\n\nBUNDLED WITH\n  2.7\n";
  expect(inStep({ Gemfile, "Gemfile.lock": lock })).toHaveLength(count);
});

test.each([
  ['[dependencies]\nserde = "1"\nserde_json.workspace = true\n[dev-dependencies.tokio]\nversion = "1"', 0],
  ["[target.'cfg(unix)'.dependencies]\nnix = \"0.30\"", 1],
  ['[dependencies]\njson = { package = "serde_json", version = "1" }', 0],
  ['[features]\nfast = ["nix"]', 0],
  ['[workspace.dependencies]\nnix = "0.30"', 0],
])("Cargo: %s", (toml, count) => {
  const lock = ["serde", "serde_json", "tokio"]
    .map((name) => `[[package]]\nname = "${name}"\nversion = "1.0.0"\n`)
    .join("\n");
  expect(inStep({ "Cargo.toml": toml, "Cargo.lock": lock })).toHaveLength(count);
});
