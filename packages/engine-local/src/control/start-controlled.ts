import { randomBytes } from "node:crypto";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Clock } from "@towpath/core";
import { isRunning, type ProcessRecord } from "../processes/process-record.ts";
import { startDetached } from "../processes/start-detached.ts";
import { stopProcess } from "../processes/stop-process.ts";
import { type ControlReport, parseReport } from "./control-report.ts";
import type { ControlAddress } from "./give-order.ts";

const START_MS = 10_000;

/** A process of ours that takes orders. */
export interface ControlledStart {
  /** What it is called in names of files: `proxy`. */
  readonly name: string;
  /** The file that it runs. Absolute. */
  readonly entry: string;
  /** What it is told in its file, beside `token` and `reportFile`. No secrets of a service. */
  readonly config: Readonly<Record<string, unknown>>;
  /** Where it runs and keeps its log. Absolute; for this user alone. */
  readonly folder: string;
  /** Written down before, so that one whose start nobody saw through is found. */
  readonly marker: string;
  readonly base: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** How it went. */
export type ControlledOutcome =
  | ({ readonly process: ProcessRecord } & ControlAddress)
  /** Why it ended: the system's name of an error where it knew one. */
  | { readonly error: string | undefined; readonly logFile: string };

/** Starts a process of ours and waits until it takes orders. One that does not is ended. */
export async function startControlled(start: ControlledStart): Promise<ControlledOutcome> {
  const { name, folder, marker, clock, signal } = start;
  const token = randomBytes(32).toString("base64url");
  const { configFile, reportFile } = startFiles(name, folder, marker);
  const logFile = join(folder, `${name}.log`);
  try {
    await writeFile(configFile, JSON.stringify({ ...start.config, token, reportFile }), { mode: 0o600 });
    const process_ = await startDetached({
      file: process.execPath,
      args: ["--disable-warning=ExperimentalWarning", start.entry, configFile],
      folder,
      variables: {},
      logFile,
      marker,
      base: start.base,
      clock,
    });
    try {
      const report = await awaitReport(reportFile, process_, clock, signal);
      if (report && "controlPort" in report) return { process: process_, controlPort: report.controlPort, token };
      await stopProcess(process_, { graceMs: 0, clock, signal });
      return { error: report?.error, logFile };
    } catch (error) {
      await stopProcess(process_, { graceMs: 0, clock, signal });
      throw error;
    }
  } finally {
    await removeStartFiles(name, folder, marker);
  }
}

/** Removes what a start needs for a moment: a command that was killed in it leaves a token behind. */
export async function removeStartFiles(name: string, folder: string, marker: string): Promise<void> {
  await Promise.all(Object.values(startFiles(name, folder, marker)).map((file) => rm(file, { force: true })));
}

function startFiles(name: string, folder: string, marker: string) {
  const file = (kind: string) => join(folder, `${name}-${marker}.${kind}`);
  return { configFile: file("json"), reportFile: file("report") };
}

async function awaitReport(file: string, process_: ProcessRecord, clock: Clock, signal: AbortSignal) {
  const deadline = clock.monotonic() + START_MS;
  for (;;) {
    const isAlive = isRunning(process_); // asked before the file is read: what it wrote before it ended counts
    const report = await readReport(file);
    if (report || !isAlive || clock.monotonic() > deadline) return report;
    await clock.sleep(5, signal);
  }
}

async function readReport(file: string): Promise<ControlReport | undefined> {
  const written = await readFile(file, "utf8").catch(() => undefined);
  return written === undefined ? undefined : parseReport(written);
}
