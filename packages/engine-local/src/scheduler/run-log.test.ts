import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { JobRun } from "./job-run.ts";
import { appendRun, pruneRuns, readRuns } from "./run-log.ts";

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "towpath runs "));
  file = join(folder, "runs.jsonl");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const runOf = (id: string): JobRun => ({
  id,
  artifact: "sha256:aa",
  version: "1",
  configuration: "sha256:bb",
  startedAt: "2026-11-22T12:00:00.000Z",
  logFile: "/log",
  pid: 7,
});

test("a start and its end are one run; nobody else can read the file", () => {
  expect(readRuns(file)).toEqual([]);
  appendRun(file, runOf("a"));
  appendRun(file, runOf("b"));
  appendRun(file, { id: "a", endedAt: "2026-11-22T12:00:01.000Z", exitCode: 0 });
  expect(readRuns(file)).toEqual([{ ...runOf("a"), endedAt: "2026-11-22T12:00:01.000Z", exitCode: 0 }, runOf("b")]);
  expect(statSync(file).mode & 0o077).toBe(0);
});

test("a line that was cut, and what is no run, is passed over", () => {
  appendRun(file, runOf("a"));
  appendFileSync(file, '{"id":"c","pid":"seven"}\n[]\nnull\n{"id":"d"}\n{"id":"b","art');
  expect(readRuns(file)).toEqual([runOf("a")]);
});

test("what follows a cut line is not lost", () => {
  appendRun(file, runOf("a"));
  appendFileSync(file, '{"id":"b","art');
  appendRun(file, { id: "a", endedAt: "2026-11-22T12:00:01.000Z" });
  expect(readRuns(file)[0]?.endedAt).toBeDefined();
});

test("it does not grow for ever", () => {
  for (let index = 0; index < 201; index += 1) appendRun(file, runOf(`run-${index}`));
  pruneRuns(file);
  const runs = readRuns(file);
  expect([runs.length, runs.at(-1)?.id]).toEqual([100, "run-200"]);
  expect(readFileSync(file, "utf8").trim().split("\n")).toHaveLength(100);
});
