import { mkdirSync, mkdtempSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nodeFiles } from "@towpath/core";
import { expect, test } from "vitest";
import { memoryFiles } from "../testing/memory-files.ts";
import { readModule } from "./read-module.ts";

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
