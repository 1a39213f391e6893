import { execFileSync } from "node:child_process";
import { mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { nodeClock, nodeFiles } from "./node-effects.ts";

test("what is not there is undefined, not an error", () => {
  const folder = mkdtempSync(join(tmpdir(), "towpath-core-"));
  writeFileSync(join(folder, "b"), "bytes");
  symlinkSync("b", join(folder, "a"));
  expect(nodeFiles.read(join(folder, "none"))).toBeUndefined();
  expect(nodeFiles.list(join(folder, "b"))).toBeUndefined();
  expect(nodeFiles.list(folder)).toEqual([
    { name: "a", kind: "other" },
    { name: "b", kind: "file" },
  ]);
  expect(nodeFiles.realPath(join(folder, "a"))).toMatch(/b$/);
  expect(() => nodeFiles.read(folder)).toThrow(/EISDIR/);
});

test("a link in a circle leads to nothing, and a pipe that nobody fills is not waited for", () => {
  const folder = mkdtempSync(join(tmpdir(), "towpath-core-"));
  symlinkSync("circle", join(folder, "circle"));
  execFileSync("mkfifo", [join(folder, "pipe")]);
  expect(nodeFiles.read(join(folder, "circle"))).toBeUndefined();
  expect(nodeFiles.list(join(folder, "circle"))).toBeUndefined();
  expect(nodeFiles.realPath(join(folder, "circle"))).toBeUndefined();
  expect(nodeFiles.read(join(folder, "pipe"))).toBeUndefined();
});

test("a sleep ends when its signal aborts", async () => {
  await expect(nodeClock.sleep(60_000, AbortSignal.abort())).rejects.toThrow(/abort/i);
});
