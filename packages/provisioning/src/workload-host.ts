import type { Address, Digest } from "@towpath/core";
import type { Strategy } from "@towpath/manifest";
import type { Context, Target } from "./engine.ts";
import type { Difference } from "./plan.ts";

/** What runs a service's workloads on an engine. */
export interface WorkloadHost {
  /** A mismatch is a finding at check. */
  readonly accepts: ReadonlySet<"archive" | "image">;
  readonly strategies: ReadonlySet<Strategy>;
  /** Every instance that is there, with the artifact it runs. A look: it starts and mends nothing. */
  current(target: Target, context: Context): Promise<readonly Instance[]>;
  /**
   * Brings a release to run beside or in place of the present one. `gate` is asked before each step; `abort` undoes what was
   * done, so that the present release serves on.
   */
  roll(
    target: Target,
    release: RunnableRelease,
    strategy: Strategy,
    gate: (step: Step) => Promise<"go" | "abort">,
    context: Context,
  ): Promise<Rollout>;
  /** Runs a command to its end with the workload's variables: migrations, smoke tests, scheduled jobs. */
  run(target: Target, job: Job, context: Context): Promise<JobResult>;
  logs(target: Target, query: LogQuery, context: Context): AsyncIterable<LogLine>;
  /**
   * How what runs differs from what was rolled out last, whoever changed it; work that was not rolled out yet is no drift.
   * A look, without secrets: of a variable that differs only the name is said. The next roll of the same release mends it.
   */
  drift?(target: Target, context: Context): Promise<readonly WorkloadDrift[]>;
  /** Stops every instance and frees what they hold; data of resources stays. */
  stop(target: Target, context: Context): Promise<readonly Instance[]>;
  /** Removes what stopped workloads leave: releases, logs, what is on record of them. Only after {@link stop}. */
  remove?(target: Target, context: Context): Promise<void>;
}

/** One copy of a workload. */
export interface Instance {
  readonly workload: Address;
  /** What the host calls it: a process id, a pod's name. */
  readonly id: string;
  readonly artifact: Digest;
  /** `completed`: a job that has run to its end, well, for this release. */
  readonly status: "starting" | "healthy" | "unhealthy" | "stopped" | "completed";
  readonly startedAt: string;
  /** Where users reach the workload, the same for every instance of it. */
  readonly address?: string | undefined;
  readonly details: Readonly<Record<string, string>>;
}

/** How one workload differs from what was rolled out. */
export interface WorkloadDrift {
  readonly workload: Address;
  /**
   * Sorted by path: `consumes.payments`, `files.dist/server.js`, `process`, `proxy`, `scheduler`, `variables.LOG_LEVEL` (as a
   * secret, without values). `before` is what was found, `after` what the next roll makes of it.
   */
  readonly differences: readonly Difference[];
  /** All of them as sentences. */
  readonly message: string;
}

/** What a host needs to run a release. */
export interface RunnableRelease {
  readonly service: string;
  readonly version: string;
  readonly artifact: { readonly kind: "archive" | "image"; readonly digest: Digest; readonly name: string };
  /** For an archive: puts its files into an empty folder. */
  unpack(folder: string, signal: AbortSignal): Promise<void>;
}

/** A step of a rollout: a gate is asked before each. */
export type Step =
  | { readonly kind: "migrate"; readonly workload: Address }
  | { readonly kind: "start"; readonly workload: Address }
  | { readonly kind: "expose"; readonly workload: Address; readonly weight: number }
  | { readonly kind: "drain"; readonly workload: Address };

/** How the rollout of a release ended. */
export interface Rollout {
  readonly status: "done" | "aborted" | "failed" | "cancelled" | "unchanged";
  readonly workloads: readonly WorkloadRollout[];
}

/** How it ended for one workload. */
export interface WorkloadRollout {
  readonly workload: Address;
  readonly status: "done" | "aborted" | "failed" | "cancelled" | "unchanged";
  readonly artifact: Digest;
  readonly address?: string | undefined;
  readonly message?: string | undefined;
  /** The last lines of its log where it failed, known secrets removed. */
  readonly logTail: readonly string[];
}

/** A command that runs once, with the variables of a workload. */
export interface Job {
  readonly workload: Address;
  readonly purpose: "migrate" | "smoke" | "test" | "scheduled";
  readonly run: string;
  /** The release whose files it runs in, or a folder that is there already. */
  readonly in: { readonly release: RunnableRelease } | { readonly folder: string };
  /** Added to the workload's variables. */
  readonly extra?: Readonly<Record<string, string>> | undefined;
  readonly timeoutMs: number;
}

/** How a job ended. */
export interface JobResult {
  readonly exitCode: number | undefined;
  readonly signal?: string | undefined;
  readonly timedOut: boolean;
  readonly durationMs: number;
  readonly logTail: readonly string[];
}

/** Which lines of logs are asked for. */
export interface LogQuery {
  readonly workload?: Address | undefined;
  /** How many of the last lines; all when absent. */
  readonly tail?: number | undefined;
  /** Keeps giving lines as they come, until the signal aborts. */
  readonly follow: boolean;
}

/** A line of a log, of one instance. */
export interface LogLine {
  readonly workload: Address;
  readonly instance: string;
  readonly text: string;
}
