import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { nodeClock } from "@towpath/core";
import { terraformHere } from "@towpath/testkit/terraform";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { findProgram, type ProgramOptions } from "./find-program.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "towpath programs "));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** As both products say it: https://opentofu.org/docs/cli/commands/version. */
function program(name: string, product: "Terraform" | "OpenTofu", version: string, place = "bin"): string {
  const lines = [`${product} v${version}`, "on linux_amd64", "+ provider modules.invalid/hashicorp/null v3.0.0"];
  return script(name, `echo run >>'${folder}/runs'\nprintf '%s\\n' '${lines.join("' '")}'`, place);
}

function script(name: string, text: string, place = "bin", mode = 0o755): string {
  mkdirSync(join(folder, place), { recursive: true });
  const file = join(folder, place, name);
  writeFileSync(file, `#!/bin/sh\n${text}\n`, { mode });
  return file;
}

function find(options: ProgramOptions = {}, ...places: string[]) {
  const path = (places.length > 0 ? places : ["bin"]).map((place) =>
    place.startsWith("./") ? place : join(folder, place),
  );
  const variables = { PATH: path.join(":"), HOME: folder };
  const context = { variables, signal: new AbortController().signal, clock: nodeClock };
  return findProgram(options, context, { file: "platform.yaml" });
}

test("terraform is found first, then tofu, each by what it says of itself", async () => {
  const tofu = program("tofu", "OpenTofu", "1.11.2");
  expect(await find()).toEqual({ path: tofu, product: "tofu", version: "1.11.2" });
  const terraform = program("terraform", "Terraform", "1.13.0");
  expect(await find()).toEqual({ path: terraform, product: "terraform", version: "1.13.0" });
  expect(await find({ program: "tofu" })).toEqual({ path: tofu, product: "tofu", version: "1.11.2" });
});

test("a tofu that is called terraform is known as one", async () => {
  symlinkSync(program("tofu-1.11", "OpenTofu", "1.11.0", "other"), join(folder, "terraform"));
  expect(await find({}, ".")).toMatchObject({ product: "tofu", version: "1.11.0" });
});

test("a program may be named by its path", async () => {
  const path = program("terraform-pinned", "Terraform", "1.11.0", "tools");
  expect(await find({ program: path })).toMatchObject({ path, version: "1.11.0" });
  expect(await find({ program: `./${relative(process.cwd(), path)}` })).toMatchObject({ path });
  await expect(find({ program: "./none" })).rejects.toMatchObject({
    code: "engine-terraform/program-missing",
    message: expect.stringContaining("/none that may be run"),
    place: { file: "platform.yaml" },
  });
});

test("where there is none, what to install is said", async () => {
  await expect(find()).rejects.toMatchObject({
    code: "engine-terraform/program-missing",
    message: "Neither terraform nor tofu is on the PATH.",
    hint: expect.stringContaining("Install Terraform or OpenTofu, 1.11 or later"),
  });
  await expect(find({ program: "tofu" })).rejects.toMatchObject({ message: "No tofu is on the PATH." });
});

test("what may not be run, a folder, and a program of a repository's packages are none", async () => {
  script("terraform", "exit 0", "bin", 0o644);
  mkdirSync(join(folder, "folder", "terraform"), { recursive: true });
  program("terraform", "Terraform", "1.11.0", "node_modules/.bin");
  await expect(find({}, "bin", "folder", "node_modules/.bin", "./bin")).rejects.toMatchObject({
    code: "engine-terraform/program-missing",
  });
});

test("one that is too old is refused, unless there is another that will do", async () => {
  const old = program("terraform", "Terraform", "1.10.5");
  await expect(find()).rejects.toMatchObject({
    code: "engine-terraform/program-too-old",
    message: `Terraform 1.10.5 (${old}) is too old: Towpath needs 1.11 or later, whose write-only arguments keep passwords out of the state.`,
  });
  program("tofu", "OpenTofu", "1.11.0");
  expect(await find()).toMatchObject({ product: "tofu" });
  await expect(find({ program: "terraform" })).rejects.toMatchObject({ code: "engine-terraform/program-too-old" });
});

test("the platform's constraint is held", async () => {
  program("terraform", "Terraform", "1.11.4");
  expect(await find({ version: ">= 1.11, < 2" })).toMatchObject({ version: "1.11.4" });
  await expect(find({ version: "~> 1.12" })).rejects.toMatchObject({
    code: "engine-terraform/program-version",
    message: expect.stringContaining("is not what the platform asks for: version ~> 1.12"),
  });
  await expect(find({ version: "newest" })).rejects.toMatchObject({
    code: "engine-terraform/program-version",
    message: expect.stringContaining('"newest"'),
  });
});

test.each([
  ["says something else", "echo hello"],
  ["ends with an error", "echo broken >&2; exit 1"],
  ["says nothing", "exit 0"],
  ["prints without end", "while true; do echo y; done"],
  ["says a version that is none", "echo 'Terraform vlatest'"],
])("a program that %s is not taken for one", async (_, text) => {
  const path = script("terraform", text);
  await expect(find()).rejects.toMatchObject({
    code: "engine-terraform/program-missing",
    message: `${path} does not say of itself that it is Terraform or OpenTofu.`,
    place: { file: "platform.yaml" },
  });
});

test("warnings beside it do not matter, and it is asked once while it stays the same", async () => {
  const path = program("terraform", "Terraform", "1.11.4");
  script("terraform", `echo 'Error: not really' >&2\n. '${path}.sh'`);
  writeFileSync(`${path}.sh`, `echo run >>'${folder}/runs'; printf 'Terraform v1.11.4\\n'`);
  const before = runsOf();
  expect(await find()).toMatchObject({ version: "1.11.4" });
  expect(await find()).toMatchObject({ version: "1.11.4" });
  expect(runsOf() - before).toBe(1);
  utimesSync(path, new Date(), new Date(Date.now() + 5_000));
  await find();
  expect(runsOf() - before).toBe(2);
});

test("an abort is no missing program", async () => {
  const context = { variables: { PATH: join(folder, "bin") }, clock: nodeClock };
  script("terraform", "while true; do :; done");
  const controller = new AbortController();
  const finding = findProgram({}, { ...context, signal: controller.signal });
  controller.abort(new Error("stop"));
  await expect(finding).rejects.toThrow("stop");
});

// Without Terraform on this machine there is nothing to drive: terraformHere says so.
describe.skipIf(terraformHere() === undefined)("with Terraform", () => {
  test("the real one is found", async () => {
    const { PATH } = process.env;
    const context = { variables: { PATH }, signal: new AbortController().signal, clock: nodeClock };
    expect(await findProgram({ program: "terraform" }, context)).toMatchObject({
      path: terraformHere(),
      product: "terraform",
      version: expect.stringMatching(/^1\.\d+\.\d+$/),
    });
  });
});

function runsOf(): number {
  const file = join(folder, "runs");
  return existsSync(file) ? readFileSync(file, "utf8").split("\n").length - 1 : 0;
}
