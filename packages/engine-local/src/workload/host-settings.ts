/** How the host of workloads works. Durations in milliseconds. */
export interface HostSettings {
  /** The data folder. Absolute. */
  readonly folder: string;
  /** How long requests in flight may take on a release that is being replaced. */
  readonly drainMs: number;
  /** How long a process has between SIGTERM and SIGKILL. */
  readonly stopGraceMs: number;
  /** How long a worker has to live until it counts as started. */
  readonly stableMs: number;
  /** How long a job may take that runs once for a deployment. */
  readonly jobMs: number;
  /** How long one run of a scheduled job may take. */
  readonly scheduledMs: number;
  /** How long to wait for another command that changes the same workloads. */
  readonly lockWaitMs: number;
}

/** What holds where a setting is left out. */
export const DEFAULT_SETTINGS = {
  drainMs: 10_000,
  stopGraceMs: 10_000,
  stableMs: 1_000,
  jobMs: 15 * 60_000,
  scheduledMs: 24 * 60 * 60_000,
  lockWaitMs: 60_000,
} as const;
