import { mkdirSync, mkdtempSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nodeFiles } from "@towpath/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { memoryFiles } from "../testing/memory-files.ts";
import { readModule } from "./read-module.ts";
import { showType } from "./type-constraint.ts";

function outputsOf(files: Readonly<Record<string, string>>): readonly string[] {
  const all = memoryFiles(Object.fromEntries(Object.entries(files).map(([name, text]) => [`m/${name}`, text])));
  return [...readModule("/repo/m", "/repo", all).outputs.keys()];
}

test("a brace in a string of a template is no bracket", () => {
  const text = `locals {
  open  = "a \${replace(var.x, "{", "\\"}")} %{ if true }{%{ endif }"
  plain = "$\${ %%{ \\\${"
}
output "after" { value = "}" }
`;
  expect(outputsOf({ "main.tf": text })).toEqual(["after"]);
});

test("a string without an end ends with its line", () => {
  expect(outputsOf({ "main.tf": 'x = "no end\noutput "y" {}\n' })).toEqual(["y"]);
});

test("JSON has them in an object or a list, OpenTofu in files of its own, and hidden files do not count", () => {
  expect(
    outputsOf({
      "a.tf.json": '{ "output": { "a": {} } }',
      "b.tf.json": '{ "output": [{ "b": {} }, { "c": {} }, null, 4] }',
      "c.tofu": 'output "d" {}',
      "d.tf.json": "no JSON",
      ".e.tf": 'output "hidden" {}',
      "f.tf~": 'output "backup" {}',
    }),
  ).toEqual(["a", "b", "c", "d"]);
});

test("a link counts where it stays inside", () => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "towpath-module-")));
  mkdirSync(join(root, "repository/module"), { recursive: true });
  writeFileSync(join(root, "repository/shared.tf"), 'output "shared" {}');
  writeFileSync(join(root, "secret.tf"), 'output "secret" {}');
  const read = () => readModule(join(root, "repository/module"), join(root, "repository"), nodeFiles);
  symlinkSync("../shared.tf", join(root, "repository/module/shared.tf"));
  expect([...read().outputs.keys()]).toEqual(["shared"]);
  expect(read().flaws).toEqual([]);
  symlinkSync("../../secret.tf", join(root, "repository/module/secret.tf"));
  expect([...read().outputs.keys()]).toEqual(["shared"]);
  expect(read().flaws).toEqual([
    {
      path: join(root, "repository/module/secret.tf"),
      message: "the file leaves the repository through a symbolic link",
    },
  ]);
});

test("what nests without an end is read in linear time", () => {
  const started = performance.now();
  outputsOf({
    "main.tf": '"${'.repeat(200_000),
    "other.tf": "/*".repeat(200_000),
    "third.tf": "<<A\n".repeat(200_000),
  });
  expect(performance.now() - started).toBeLessThan(2_000);
});

test("variables are told with those that have no default", () => {
  const files = memoryFiles({
    "m/main.tf": `variable "a" { type = string }
variable "b" {
  # default = "no"
  type = object({ default = string })
  validation { default = 1 }
}
variable "c" { default = null }
variable "d" {
  description = "default = 1"
  default     = { x = "}" }
}
resource "x" "default" { default = 1 }
variable "e" {}
`,
    "m/more.tf.json": '{ "variable": { "f": {} } }',
    "m/e_override.tf.json": '{ "variable": { "e": { "default": 1 } } }',
  });
  const { variables, outputs } = readModule("/repo/m", "/repo", files);
  expect([...variables.keys()]).toEqual(["a", "b", "c", "d", "e", "f"]);
  expect([...variables.values()].flatMap(({ name, isRequired }) => (isRequired ? [name] : []))).toEqual([
    "a",
    "b",
    "f",
  ]);
  expect(outputs.size).toBe(0);
});

test("the modules that are called are told with where they come from", () => {
  const files = memoryFiles({
    "m/main.tf": `module "near" {
  source = "../near"
  inner { source = "no" }
}
module "far" {
  version = "1.0.0"
  source  = "acme/far/azurerm"
}
module "none" {}
`,
    "m/more.tf.json": '{ "module": { "json": { "source": "./json" } } }',
  });
  const { calls, files: read } = readModule("/repo/m", "/repo", files);
  expect([...calls.values()].map(({ name, source }) => [name, source])).toEqual([
    ["far", "acme/far/azurerm"],
    ["json", "./json"],
    ["near", "../near"],
    ["none", undefined],
  ]);
  expect(read).toEqual(["main.tf", "more.tf.json"]);
});

describe("of each variable", () => {
  const read = (files: Readonly<Record<string, string>>) =>
    readModule(
      "/repo/m",
      "/repo",
      memoryFiles(Object.fromEntries(Object.entries(files).map(([name, text]) => [`m/${name}`, text]))),
    );

  test("the type is read in both syntaxes", () => {
    const types = [
      "string",
      "any",
      "list",
      "map(any)",
      "set( number )",
      "tuple([string, list(bool)])",
      'object({ a = optional(string, "x"), "b" = number, c : bool\n d = object({}) })',
    ];
    const native = types.map((type, index) => `variable "v${index}" {\n  type = ${type}\n}\n`).join("");
    const json = JSON.stringify({ variable: Object.fromEntries(types.map((type, index) => [`v${index}`, { type }])) });
    const shownTypes = (files: Readonly<Record<string, string>>) => {
      const { variables, flaws } = read(files);
      expect(flaws).toEqual([]);
      return [...variables.values()].map(({ type }) => type && showType(type));
    };
    expect(shownTypes({ "a.tf": native })).toEqual(shownTypes({ "a.tf.json": json }));
    expect(shownTypes({ "a.tf": native })).toEqual([
      "string",
      "any",
      "list(any)",
      "map(any)",
      "set(number)",
      "tuple([string, list(bool)])",
      "object({ a = optional(string), b = number, c = bool, d = object({}) })",
    ]);
  });

  test.each(["strng", "set", "list(string, number)", "object", "tuple(string)", '"string"', "var.x", "map()"])(
    "%s is no type",
    (type) => {
      const { variables, flaws } = read({ "a.tf": `variable "v" {\n  type = ${type}\n}\n` });
      expect(variables.get("v")?.type).toBeUndefined();
      expect(flaws).toMatchObject([{ path: "/repo/m/a.tf", range: { start: { line: 2, column: 3 } } }]);
    },
  );

  test("it is told whether it is sensitive, ephemeral, nullable and held to conditions, and where it stands", () => {
    const { variables } = read({
      "a.tf": `# first
variable "v" {
  sensitive = true
  ephemeral = "true"
  nullable  = false
  validation {
    condition     = var.v != ""
    error_message = "No."
  }
}
`,
      "b.tf.json": '{\n  "variable": { "w": { "sensitive": true } }\n}',
    });
    expect(variables.get("v")).toEqual({
      name: "v",
      at: { path: "/repo/m/a.tf", range: { start: { line: 2, column: 1 }, end: { line: 2, column: 13 } } },
      isRequired: true,
      type: { kind: "any" },
      isNullable: false,
      isSensitive: true,
      isEphemeral: true,
      hasValidation: true,
    });
    expect(variables.get("w")).toMatchObject({
      at: { path: "/repo/m/b.tf.json", range: { start: { line: 2, column: 17 } } },
      isSensitive: true,
      isEphemeral: false,
      isNullable: true,
    });
  });

  test("an override file says it anew, and nothing that there is not", () => {
    const { variables, outputs, flaws } = read({
      "a.tf": 'variable "v" { type = string }\noutput "o" { value = 1 }\n',
      "override.tf": 'variable "v" {\n  type = number\n  default = 1\n}\noutput "o" { sensitive = true }\n',
      "b_override.tf.json": '{ "variable": { "w": {} } }',
    });
    expect(variables.get("v")).toMatchObject({ isRequired: false, type: { kind: "number" } });
    expect(outputs.get("o")?.isSensitive).toBe(true);
    expect(flaws.map(({ message }) => message)).toEqual(["there is no variable w that this could override"]);
  });
});

test("providers, versions and resources are told", () => {
  const files = memoryFiles({
    "m/main.tf": `terraform {
  required_version = ">= 1.11"
  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "~> 4.40"
    }
    random = "~> 3.0"
  }
}
resource "azurerm_x" "main" {}
`,
  });
  const { providers, requiredVersions, resources } = readModule("/repo/m", "/repo", files);
  expect([...providers].map(([name, { source, version }]) => [name, source, version])).toEqual([
    ["azurerm", "hashicorp/azurerm", "~> 4.40"],
    ["random", undefined, "~> 3.0"],
  ]);
  expect(requiredVersions).toEqual([">= 1.11"]);
  expect([...resources.keys()]).toEqual(["azurerm_x.main"]);
});

describe("what cannot be read is a flaw with its place", () => {
  test.each<[string, string]>([
    ['variable "a" {', "1:14 the block variable has no closing }"],
    ["x = [1, (2]", "1:11 this ] closes no ("],
    ["}", "1:1 this } closes nothing"],
    ["x = ", "1:1 x has no value"],
    ["x = <<E\nno end", "1:5 this heredoc has no end"],
    ["/* no end", "1:1 this comment has no end"],
    ['x = "\\q"', "1:5 a backslash in this text starts no escape that is known"],
    ["x = 1\u0000", "1:6 this character has no meaning here"],
    ['variable "a b" {}', "1:1 a variable has one name, of letters, digits, _ and -"],
    ['output "a" {}\noutput "a" {}', "2:1 the output a is here twice"],
    ['variable "count" {}', "1:1 no variable may be called count"],
    ['variable "v" { a = 1, b = 2 }', "1:21 behind an argument the line has to end"],
    ["a b c", "1:6 behind a either = and a value or { and a block was expected"],
  ])("%j", (text, expected) => {
    const { flaws } = readModule("/repo/m", "/repo", memoryFiles({ "m/a.tf": text }));
    const [first] = flaws.map(({ range, message }) => `${range?.start.line}:${range?.start.column} ${message}`);
    expect(first).toContain(expected);
  });

  test.each<[string, string]>([
    ["{", "1:2 the file ends where a name in quotes was expected"],
    ["[1]", "1:2 the file holds no object"],
    ['{ "variable": 4 }', "1:15 variable is no object, nor a list of objects"],
    ['{ "output": {} }', "1:3 output holds none, where at least one was expected"],
    ['{ "a": "\\x" }', "1:8 this text holds what JSON does not allow in one"],
    ["[".repeat(100_000), "1:202 this nests too deep"],
  ])("%j in JSON", (text, expected) => {
    const { flaws } = readModule("/repo/m", "/repo", memoryFiles({ "m/a.tf.json": text }));
    expect(flaws.map(({ range, message }) => `${range?.start.line}:${range?.start.column} ${message}`)).toEqual([
      expected,
    ]);
  });
});

test("no file is too hostile: in bounded time, and without throwing", () => {
  const pieces = fc.constantFrom(
    '"',
    "${",
    "}",
    "{",
    "[",
    "(",
    "<<A\n",
    "\nA\n",
    "/*",
    "*/",
    "#",
    "\n",
    "x",
    "=",
    "\\",
    "variable",
    '"v"',
    "type",
    "object",
    "\0",
    "é",
    ",",
    ".",
    "1",
  );
  const text = fc.oneof(
    fc.array(pieces, { maxLength: 60 }).map((all) => all.join("")),
    fc.tuple(pieces, pieces, fc.integer({ min: 1, max: 100_000 })).map(([a, b, times]) => `${a}${b}`.repeat(times)),
    fc.string({ unit: "binary", maxLength: 200 }),
  );
  fc.assert(
    fc.property(text, fc.constantFrom("a.tf", "a.tf.json", "a_override.tf"), (written, name) => {
      const started = performance.now();
      readModule("/repo/m", "/repo", memoryFiles({ [`m/${name}`]: written }));
      expect(performance.now() - started).toBeLessThan(2_000);
    }),
    { numRuns: process.env["TOWPATH_LONG"] ? 5_000 : 150 },
  );
});

test.each(["{", "[", "a {\n", 'a = "${', "<<A\n", 'a = "', "/*", "a = [\n", '"${"', "a = {b = ", "#"])(
  "megabytes of %j are read, or given up, in time",
  (piece) => {
    const started = performance.now();
    const text = piece.repeat(Math.floor(1_500_000 / piece.length));
    readModule("/repo/m", "/repo", memoryFiles({ "m/a.tf": `variable "v" {\n  type = ${text}`, "m/b.tf": text }));
    expect(performance.now() - started).toBeLessThan(8_000);
  },
);

test("a file that is too large, or no text, is said to be that", () => {
  const bytes = new Map<string, Uint8Array>([
    ["/repo/m/a.tf", new Uint8Array(5_000_000)],
    ["/repo/m/b.tf", new Uint8Array([0xff, 0xfe])],
  ]);
  const files = {
    read: (path: string) => bytes.get(path),
    list: () => [...bytes.keys()].map((path) => ({ name: path.slice("/repo/m/".length), kind: "file" as const })),
    realPath: (path: string) => path,
  };
  expect(readModule("/repo/m", "/repo", files).flaws).toEqual([
    { path: "/repo/m/a.tf", message: "the file has 5000000 bytes; at most 4194304 are read" },
    { path: "/repo/m/b.tf", message: "the file is no UTF-8 text" },
  ]);
});
