/** One run of a job. */
export interface JobRun {
  readonly id: string;
  readonly artifact: string;
  readonly version: string;
  /** Keyed digest of its command and variables. */
  readonly configuration: string;
  /** RFC 3339. */
  readonly startedAt: string;
  /** What it printed. Absolute. */
  readonly logFile: string;
  readonly pid: number;
  /** RFC 3339; absent while it runs. */
  readonly endedAt?: string | undefined;
  /** Absent where a signal ended it, and where nobody saw its end. */
  readonly exitCode?: number | undefined;
  readonly signal?: string | undefined;
  readonly timedOut?: boolean | undefined;
  /** How often it was time for another run while this one went on. */
  readonly skipped?: number | undefined;
}

/** How a run ended, as the rest of a sentence: `exited with code 1`. */
export function runEnding({ endedAt, exitCode, signal, timedOut }: JobRun): string {
  if (endedAt === undefined) return "is running";
  if (timedOut) return "did not end in time";
  if (exitCode !== undefined) return `exited with code ${exitCode}`;
  return signal === undefined ? "was cut off" : `was ended by ${signal}`;
}

/** True for a run that ended well. */
export function hasSucceeded({ exitCode, timedOut }: JobRun): boolean {
  return exitCode === 0 && !timedOut;
}
