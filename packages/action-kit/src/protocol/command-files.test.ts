import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hostileStrings, parseCommandFile } from "@towpath/testkit";
import { afterEach, beforeEach, expect, test } from "vitest";
import { commandFiles } from "./command-files.ts";

let folder = "";
let output = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "towpath-files-"));
  output = join(folder, "output");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("an output holds what was put into it, whatever it is, and nothing else is set", () => {
  const files = commandFiles({ GITHUB_OUTPUT: output }, () => crypto.randomUUID());
  for (const [index, { text }] of hostileStrings.entries()) files.output(`value-${index}`, text);
  const expected = hostileStrings.map(({ text }, index) => [`value-${index}`, text.toWellFormed()]);
  expect([...parseCommandFile(readFileSync(output, "utf8"))]).toEqual(expected);
});

test("a delimiter that the value holds is not used", () => {
  const tokens = ["EOF", "EOF2"];
  const files = commandFiles({ GITHUB_OUTPUT: output }, () => tokens.shift() ?? "none left");
  files.output("a", "1\nEOF\nb=owned");
  expect([...parseCommandFile(readFileSync(output, "utf8"))]).toEqual([["a", "1\nEOF\nb=owned"]]);
});

test.each(["", "a=b", "a<<b", "a\nb", "a b", "1"])("%j cannot name an output", (name) => {
  const files = commandFiles({ GITHUB_OUTPUT: output }, () => crypto.randomUUID());
  expect(() => files.output(name, "x")).toThrow(TypeError);
});

test("state and summary go to their own files", () => {
  const paths = { GITHUB_STATE: join(folder, "state"), GITHUB_STEP_SUMMARY: join(folder, "summary") };
  const files = commandFiles(paths, () => "T");
  files.state("kept", "1");
  files.summary("# A");
  files.summary("# B");
  expect(readFileSync(paths.GITHUB_STATE, "utf8")).toBe("kept<<T\n1\nT\n");
  expect(readFileSync(paths.GITHUB_STEP_SUMMARY, "utf8")).toBe("# A\n# B\n");
});

test("outside of a runner nothing is written; a runner without a file is too old", () => {
  commandFiles({}, () => "T").output("a", "1");
  expect(() => commandFiles({ GITHUB_ACTIONS: "true" }, () => "T").output("a", "1")).toThrow(
    expect.objectContaining({ code: "action-kit/no-command-file", kind: "fault" }),
  );
});

test("a file that cannot be written is a fault with its reason", () => {
  const files = commandFiles({ GITHUB_OUTPUT: join(folder, "none", "output") }, () => "T");
  expect(() => files.output("a", "1")).toThrow(
    expect.objectContaining({ code: "action-kit/no-command-file", message: expect.stringContaining("ENOENT") }),
  );
});
