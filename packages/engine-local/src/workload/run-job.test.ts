import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ProgressEvent } from "@towpath/core";
import type { Context, Job } from "@towpath/provisioning";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { livingProcesses } from "../processes/process-table.ts";
import { startDetached } from "../processes/start-detached.ts";
import { noteJob } from "./job-journal.ts";
import { localWorkloadHost } from "./local-workload-host.ts";
import { contextOf, PASSWORD, releaseOf, targetOf, workloadOf } from "./testing/local-service.ts";
import { serviceFolders, workloadFolders } from "./workload-folders.ts";

let folder: string;
const target = targetOf([workloadOf()]);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "towpath job "));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const run = (command: string, more: Partial<Job> = {}, context: Context = contextOf()) =>
  localWorkloadHost({ folder, stopGraceMs: 300 }).run(
    target,
    { workload: "workloads.main", purpose: "migrate", run: command, in: { folder }, timeoutMs: 10_000, ...more },
    context,
  );
const lines = (events: readonly ProgressEvent[]) => events.flatMap((event) => (event.type === "output" ? [event] : []));
const isGone = (pid: number) => livingProcesses().every((living) => living.pid !== pid);

test("a command runs in the release's files with the workload's variables and those that are added", async () => {
  const context = contextOf();
  const script = 'cat version; echo " $GREETING $EXTRA $TOWPATH_SERVICE/$TOWPATH_ENVIRONMENT"; echo to stderr >&2';
  const result = await run(script, { in: { release: releaseOf("1.2.3") }, extra: { EXTRA: "more" } }, context);
  expect(result).toMatchObject({ exitCode: 0, timedOut: false });
  expect(lines(context.seen)).toContainEqual({
    type: "output",
    source: "workloads.main migrate",
    stream: "stdout",
    line: "1.2.3 hello more orders/dev",
  });
  expect(lines(context.seen).map(({ stream }) => stream)).toContain("stderr");
  expect(result.logTail).toHaveLength(2);
});

test("the exit code is its own; the tail holds the last lines; secrets are in neither", async () => {
  const context = contextOf();
  const result = await run("seq 1 30; echo $DATABASE_URL; printf 'no end of line'; exit 7", {}, context);
  expect(result.exitCode).toBe(7);
  expect(result.logTail).toHaveLength(20);
  expect(result.logTail.slice(-2)).toEqual(["***", "no end of line"]);
  expect(JSON.stringify([result, context.seen])).not.toContain(PASSWORD);
});

test("one that takes too long is ended with all its children, also when it ignores the first word", async () => {
  const result = await run("trap '' TERM; sleep 60 & echo $!; while true; do sleep 1; done", { timeoutMs: 200 });
  expect(result).toMatchObject({ exitCode: undefined, signal: "SIGKILL", timedOut: true });
  expect(isGone(Number(result.logTail[0]))).toBe(true);
});

test("an interrupted one is ended with all its children", async () => {
  const context = contextOf({ signal: AbortSignal.timeout(300) });
  await expect(run("sleep 60 & echo $!; wait", {}, context)).rejects.toMatchObject({ name: "TimeoutError" });
  expect(isGone(Number(lines(context.seen)[0]?.line))).toBe(true);
});

test("a child that goes on in the background ends with its job", async () => {
  const result = await run("sleep 60 & echo $!");
  expect(result.exitCode).toBe(0);
  expect(isGone(Number(result.logTail[0]))).toBe(true);
  expect(readdirSync(join(folder, "workloads", "orders", "dev", "main", "jobs"))).toEqual([]);
});

test("one that nothing finds any more does not hold its job up", async () => {
  const escaped =
    "const child = require('node:child_process').spawn('/bin/sleep', ['20'], " +
    "{ detached: true, stdio: 'inherit', env: {} }); console.log(child.pid); child.unref();";
  writeFileSync(join(folder, "escape.cjs"), escaped);
  const before = performance.now();
  const result = await run(`'${process.execPath}' escape.cjs`);
  expect(result.exitCode).toBe(0);
  expect(performance.now() - before).toBeLessThan(10_000);
  process.kill(Number(result.logTail[0]));
});

test("what a killed command left running is ended before the next attempt; a living one's is not", async () => {
  const folders = workloadFolders(serviceFolders(folder, "orders", "dev"), "workloads.main");
  const program = { file: "/bin/sleep", args: ["60"], folder, variables: {}, logFile: join(folder, "log") };
  const [abandoned, living] = [await startDetached(program), await startDetached(program)];
  await noteJob(folders, living.marker ?? "", new Date());
  const marker = abandoned.marker ?? "";
  const note = { marker, startedAt: abandoned.startedAt, runner: { pid: process.pid, startToken: "another boot:1" } };
  writeFileSync(join(folders.root, "jobs", `${marker}.json`), JSON.stringify(note));
  await run("true");
  await vi.waitFor(() => expect(isGone(abandoned.pid)).toBe(true));
  expect(isGone(living.pid)).toBe(false);
  process.kill(living.pid);
});

test("what cannot be run is said without a secret", async () => {
  await expect(run("true", { workload: "workloads.other" })).rejects.toThrow("no workloads.other");
  await expect(run("true", { in: { folder: join(folder, "absent") } })).rejects.toThrow(/could not be started in/);
  await expect(run("true", { extra: { KEY: "secret\0value" } })).rejects.toThrow(
    'The variable "KEY" holds a NUL character',
  );
});
