import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeFileSync, writeSync } from "node:fs";
import type { JobRun } from "./job-run.ts";

/** So many runs are kept; it is cut when twice as many are there. */
const KEPT_RUNS = 100;

/** What is said of a run at its start, and what its end adds. */
type Entry = JobRun | (Pick<JobRun, "id"> & Partial<JobRun>);

/** Adds what happened to the record of runs: a line of JSON, on the disk before this returns. A line of its own, whatever was cut. */
export function appendRun(file: string, entry: Entry): void {
  const handle = openSync(file, "a", 0o600);
  try {
    writeSync(handle, `${endsInALine(file) ? "" : "\n"}${JSON.stringify(entry)}\n`);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** All runs on record, the oldest first. A line that was cut off by a crash, and what is no run, is passed over. */
export function readRuns(file: string): readonly JobRun[] {
  const runs = new Map<string, JobRun>();
  for (const line of textOf(file).split("\n")) {
    const entry = parseEntry(line);
    if (!entry) continue;
    const run = { ...runs.get(entry.id), ...entry };
    if (isRun(run)) runs.set(run.id, run);
  }
  return [...runs.values()];
}

/** Cuts the record to the last runs, whole or not at all. */
export function pruneRuns(file: string): void {
  const runs = readRuns(file);
  if (runs.length <= 2 * KEPT_RUNS) return;
  const temporary = `${file}.${process.pid}`;
  const lines = runs.slice(-KEPT_RUNS).map((run) => `${JSON.stringify(run)}\n`);
  writeFileSync(temporary, lines.join(""), { mode: 0o600, flush: true });
  renameSync(temporary, file);
}

function endsInALine(file: string): boolean {
  const text = textOf(file);
  return text === "" || text.endsWith("\n");
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return ""; // no run yet
  }
}

function parseEntry(line: string): Entry | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isEntry(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const TEXTS = ["artifact", "version", "configuration", "startedAt", "logFile", "endedAt", "signal"] as const;
const NUMBERS = ["pid", "exitCode", "skipped"] as const;

function isEntry(value: unknown): value is Entry {
  if (typeof value !== "object" || value === null) return false;
  const of: Readonly<Record<string, unknown>> = { ...value };
  const isOf = (key: string, type: string) => of[key] === undefined || typeof of[key] === type;
  return (
    typeof of["id"] === "string" &&
    TEXTS.every((key) => isOf(key, "string")) &&
    NUMBERS.every((key) => isOf(key, "number")) &&
    isOf("timedOut", "boolean")
  );
}

function isRun(entry: Entry): entry is JobRun {
  const { artifact, version, configuration, startedAt, logFile, pid } = entry;
  return [artifact, version, configuration, startedAt, logFile, pid].every((field) => field !== undefined);
}
