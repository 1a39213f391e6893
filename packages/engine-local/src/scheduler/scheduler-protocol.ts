import type { JobRun } from "./job-run.ts";

/** What a scheduler is to run, and when. It travels over the control port and is kept in memory alone: it holds secrets. */
export interface JobPlan {
  readonly artifact: string;
  readonly version: string;
  readonly configuration: string;
  /** For the shell, in {@link folder}. */
  readonly run: string;
  readonly folder: string;
  /** All of it. */
  readonly environment: Readonly<Record<string, string>>;
  /** Cron fields, in UTC; absent for what runs only when it is ordered. */
  readonly schedule?: string | undefined;
  /** How long one run may take, in milliseconds. */
  readonly timeoutMs: number;
  /** Between SIGTERM and SIGKILL, in milliseconds. */
  readonly graceMs: number;
}

/** What may be seen of a plan. */
export type PlanView = Pick<JobPlan, "artifact" | "version" | "configuration" | "schedule">;

/** What a scheduler is started with, in a file that only its user can read. */
export interface SchedulerConfig {
  readonly token: string;
  readonly reportFile: string;
  /** Where runs are recorded. Absolute. */
  readonly runsFile: string;
  /** The folder for what runs print. Absolute. */
  readonly logs: string;
  /** Names of logs hold it: the workload's name. */
  readonly name: string;
}

/** What a scheduler does now. */
export interface SchedulerStatus {
  /** What it goes by. */
  readonly current?: PlanView | undefined;
  /** What it will go by once that is committed. */
  readonly staged?: PlanView | undefined;
  readonly running?: Pick<JobRun, "id" | "startedAt" | "skipped"> | undefined;
  /** RFC 3339. */
  readonly next?: string | undefined;
}

/** @throws {TypeError} when it is no configuration of a scheduler */
export function parseSchedulerConfig(text: string): SchedulerConfig {
  const value = record(JSON.parse(text));
  return {
    token: string(value, "token"),
    reportFile: string(value, "reportFile"),
    runsFile: string(value, "runsFile"),
    logs: string(value, "logs"),
    name: string(value, "name"),
  };
}

/** @throws {TypeError} when it is no plan */
export function parsePlan(body: unknown): JobPlan {
  const value = record(body);
  const environment = Object.entries(record(value["environment"])).map(([name, text]) => {
    if (typeof text !== "string") throw new TypeError("Expected texts as the environment.");
    return [name, text] as const;
  });
  return {
    ...view(value),
    run: string(value, "run"),
    folder: string(value, "folder"),
    environment: Object.fromEntries(environment),
    timeoutMs: number(value, "timeoutMs"),
    graceMs: number(value, "graceMs"),
  };
}

/** @throws {TypeError} when it is no status */
export function parseSchedulerStatus(body: unknown): SchedulerStatus {
  const value = record(body);
  const running = value["running"] === undefined ? undefined : record(value["running"]);
  return {
    current: value["current"] === undefined ? undefined : view(record(value["current"])),
    staged: value["staged"] === undefined ? undefined : view(record(value["staged"])),
    running: running && {
      id: string(running, "id"),
      startedAt: string(running, "startedAt"),
      skipped: running["skipped"] === undefined ? undefined : number(running, "skipped"),
    },
    next: value["next"] === undefined ? undefined : string(value, "next"),
  };
}

/** What may be seen of a plan. */
export function viewOf({ artifact, version, configuration, schedule }: JobPlan): PlanView {
  return { artifact, version, configuration, schedule };
}

function view(value: Readonly<Record<string, unknown>>): PlanView {
  return {
    artifact: string(value, "artifact"),
    version: string(value, "version"),
    configuration: string(value, "configuration"),
    schedule: value["schedule"] === undefined ? undefined : string(value, "schedule"),
  };
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new TypeError("Expected an object.");
  return { ...value };
}

function string(of: Readonly<Record<string, unknown>>, key: string): string {
  const value = of[key];
  if (typeof value !== "string") throw new TypeError(`Expected a text as ${key}.`);
  return value;
}

function number(of: Readonly<Record<string, unknown>>, key: string): number {
  const value = of[key];
  if (typeof value !== "number") throw new TypeError(`Expected a number as ${key}.`);
  return value;
}
