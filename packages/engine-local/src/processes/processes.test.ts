import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nodeClock } from "@towpath/core";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { findByMarker, isRunning, livingMembers, newMarker, type ProcessRecord } from "./process-record.ts";
import { columns, fromPs, livingProcess } from "./process-table.ts";
import { startDetached } from "./start-detached.ts";
import { stopProcess } from "./stop-process.ts";

let folder: string;
let logFile: string;
const started: ProcessRecord[] = [];
const never = new AbortController().signal;
const options = { graceMs: 200, clock: nodeClock, signal: never };

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "towpath with spaces "));
  logFile = join(folder, "out.log");
});
afterEach(async () => {
  for (const record of started.splice(0)) await stopProcess(record, { ...options, graceMs: 0 });
  rmSync(folder, { recursive: true, force: true });
});

async function start(script: string, more: { variables?: Record<string, string>; marker?: string } = {}) {
  const program = { file: process.execPath, args: ["-e", script], folder, variables: {}, logFile, ...more };
  const record = await startDetached(program);
  started.push(record);
  return record;
}
const log = () => readFileSync(logFile, "utf8");
const logged = (text: string) => vi.waitFor(() => expect(log()).toContain(text), { timeout: 5_000, interval: 10 });
const LIVE = "setInterval(() => {}, 1000); console.log('ready');";

describe("starting", () => {
  test("a program gets its variables and nothing of ours", async () => {
    vi.stubEnv("TOWPATH_TEST_CREDENTIAL", "credential of the pipeline");
    await start("console.log(JSON.stringify(process.env)); console.error('to the log too')", {
      variables: { GREETING: "good day" },
    });
    vi.unstubAllEnvs();
    await logged("to the log too");
    await logged('"GREETING":"good day"');
    expect(log()).toContain('"PATH":');
    expect(log()).not.toContain("credential of the pipeline");
    expect(statSync(logFile).mode & 0o777).toBe(0o600);
  });

  test("a log is added to, never begun anew", async () => {
    writeFileSync(logFile, "before\n");
    await start(LIVE);
    await logged("before\nready");
  });

  test("what cannot be started is said with the program and the folder", async () => {
    const program = { file: join(folder, "absent"), args: [], folder, variables: {}, logFile };
    await expect(startDetached(program)).rejects.toMatchObject({
      code: "engine-local/process-not-started",
      message: expect.stringContaining("absent could not be started in"),
    });
    await expect(startDetached({ ...program, logFile: join(folder, "no", "log") })).rejects.toThrow(/no.log/);
  });

  test("a program outlives whoever started it", async () => {
    const module = join(import.meta.dirname, "start-detached.ts");
    const script = `import { startDetached } from ${JSON.stringify(module)};
      const record = await startDetached({ file: process.execPath, args: ["-e", ${JSON.stringify(LIVE)}],
        folder: ${JSON.stringify(folder)}, variables: {}, logFile: ${JSON.stringify(logFile)} });
      console.log(JSON.stringify(record));`;
    const args = ["--conditions=@towpath/source", "--input-type=module", "-e", script];
    const record: ProcessRecord = JSON.parse(execFileSync(process.execPath, args, { encoding: "utf8" }));
    started.push(record);
    expect(isRunning(record)).toBe(true);
  });
});

describe("knowing again", () => {
  test("a program that ended is not running, also before its parent collected it", async () => {
    const record = await start("");
    await vi.waitFor(() => expect(isRunning(record)).toBe(false));
  });

  // The program under test is macOS' own; a Linux image may come without it.
  test.skipIf(!existsSync("/bin/ps"))("a system without /proc is asked by ps, one option a column", async () => {
    const record = await start(LIVE);
    await logged("ready");
    const [found, ...others] = fromPs(["-p", String(record.pid)]);
    expect(others).toEqual([]);
    expect(found).toMatchObject({ pid: record.pid, group: record.pid });
    expect(found?.startToken).toMatch(/^\w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d \d{4}$/);
    expect(fromPs(["-ax"]).map(({ pid }) => pid)).toContain(record.pid);
    expect(columns("pid", "command")).toEqual(["-o", "pid=", "-o", "command="]);
  });

  test("someone else with the same number is not it, and is left alone", async () => {
    const record = await start(LIVE);
    await logged("ready");
    const stale = { ...record, startToken: "another boot:1", marker: newMarker() };
    expect(isRunning(stale)).toBe(false);
    await stopProcess(stale, options);
    expect(isRunning(record)).toBe(true);
  });

  test("a start that nobody wrote down is found by its marker", async () => {
    const marker = newMarker();
    const record = await start(LIVE, { marker });
    await logged("ready");
    expect(findByMarker(marker, record.startedAt)).toEqual(record);
    expect(findByMarker(newMarker(), record.startedAt)).toBeUndefined();
  });
});

describe("stopping", () => {
  test("a program may finish its work", async () => {
    const record = await start(`process.on("SIGTERM", () => setTimeout(() => {
      console.log("finished"); process.exit(); }, 50)); ${LIVE}`);
    await logged("ready");
    await stopProcess(record, { ...options, graceMs: 5_000 });
    expect(log()).toContain("finished");
    expect(isRunning(record)).toBe(false);
  });

  test("one that ignores SIGTERM is killed when its time is over", async () => {
    const record = await start(`process.on("SIGTERM", () => console.log("no")); ${LIVE}`);
    await logged("ready");
    const before = performance.now();
    await stopProcess(record, options);
    expect(performance.now() - before).toBeGreaterThan(150);
    expect(isRunning(record)).toBe(false);
    expect(log()).toContain("no");
  });

  test("an abort ends the waiting, and what was to be stopped is stopped", async () => {
    const record = await start(`process.on("SIGTERM", () => {}); ${LIVE}`);
    await logged("ready");
    await stopProcess(record, { ...options, graceMs: 60_000, signal: AbortSignal.timeout(50) });
    expect(isRunning(record)).toBe(false);
  });

  test.each([
    ["in its group", "false"],
    ["in a session of its own", "true"],
  ])("no child is left behind %s", async (_, detached) => {
    const child = `process.on("SIGTERM", () => {}); ${LIVE}`;
    const record = await start(`const { spawn } = require("node:child_process");
      const child = spawn(process.execPath, ["-e", ${JSON.stringify(child)}], { stdio: "inherit", detached: ${detached} });
      console.log("child " + child.pid); setInterval(() => {}, 1000);`);
    await logged("ready");
    expect(livingMembers(record)).toHaveLength(2);
    await stopProcess(record, options);
    const pid = Number(/child (\d+)/.exec(log())?.[1]);
    expect(livingProcess(pid)).toBeUndefined();
  });

  test("children of a program that was killed from outside are found and ended", async () => {
    const record = await start(`const { spawn } = require("node:child_process");
      spawn(process.execPath, ["-e", ${JSON.stringify(LIVE)}], { stdio: "inherit" });`);
    await logged("ready");
    process.kill(record.pid, "SIGKILL");
    await vi.waitFor(() => expect(isRunning(record)).toBe(false));
    expect(livingMembers(record)).toHaveLength(1);
    const before = performance.now();
    await stopProcess(record, { ...options, graceMs: 10_000 });
    expect(performance.now() - before).toBeLessThan(5_000); // they are asked to end, not only killed when time is over
    expect(livingMembers(record)).toHaveLength(0);
  });

  test("stopping what has ended does nothing", async () => {
    const record = await start("");
    await vi.waitFor(() => expect(isRunning(record)).toBe(false));
    await stopProcess(record, options);
  });
});
