import { mkdirSync, mkdtempSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nodeFiles } from "@towpath/core";
import { expect, test } from "vitest";
import { memoryFiles } from "../../testing/memory-files.ts";
import { terraformOutputs } from "./terraform-outputs.ts";

function outputsOf(files: Readonly<Record<string, string>>): readonly string[] {
  const all = memoryFiles(Object.fromEntries(Object.entries(files).map(([name, text]) => [`m/${name}`, text])));
  return terraformOutputs("/repo/m", "/repo", all);
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
  const read = () => terraformOutputs(join(root, "repository/module"), join(root, "repository"), nodeFiles);
  symlinkSync("../shared.tf", join(root, "repository/module/shared.tf"));
  expect(read()).toEqual(["shared"]);
  symlinkSync("../../secret.tf", join(root, "repository/module/secret.tf"));
  expect(read).toThrow("secret.tf leaves the repository through a symbolic link");
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
