import type { Strategy } from "@towpath/manifest";
import type { Context, RunnableRelease, WorkloadRollout } from "@towpath/provisioning";
import type { Fingerprint } from "./fingerprint.ts";
import type { HostSettings } from "./host-settings.ts";
import type { InstanceWish } from "./instance.ts";
import { openJobRoll } from "./job-roll.ts";
import type { LocalWorkload } from "./local-workloads.ts";
import { openProcessRoll } from "./process-roll.ts";
import type { WorkloadJournal } from "./workload-journal.ts";

/** A new instance is not healthy, or a job failed: everything goes back. */
export class NotHealthy extends Error {
  override readonly name = "NotHealthy";
  readonly roll: WorkloadRoll;
  readonly logTail: readonly string[];

  constructor(roll: WorkloadRoll, message: string, logTail: readonly string[]) {
    super(message);
    this.roll = roll;
    this.logTail = logTail;
  }
}

/** One workload on its way to another release, step by step. Until {@link retire}, {@link undo} brings the former one back. */
export interface WorkloadRoll {
  readonly workload: LocalWorkload;
  /** What {@link start} does, for a person: `starting`. */
  readonly startTitle: string;
  /** Whether there is a release before it to end. */
  readonly hasFormer: boolean;
  /** What was found amiss and put right at once, as sentences. */
  readonly mended: readonly string[];
  /** What is wanted serves already, is healthy, and nobody changed it. */
  isUnchanged(): Promise<boolean>;
  unpack(): Promise<void>;
  /** @throws {NotHealthy} */
  start(): Promise<void>;
  /** The parts, in requests of a hundred, that the new instance gets one after the other before it gets all. */
  readonly weights: readonly number[];
  /** @param weight how many requests of a hundred the new instance gets from now on; with 100 it serves */
  expose(weight: number): Promise<void>;
  retire(): Promise<void>;
  /** @returns what is to be said of it, where the former release could not be brought back */
  undo(): Promise<string | undefined>;
  rollout(status: WorkloadRollout["status"], message?: string, logTail?: readonly string[]): WorkloadRollout;
}

/** What one roll works with. */
export interface RollParts {
  readonly workload: LocalWorkload;
  readonly wish: InstanceWish;
  readonly release: RunnableRelease;
  readonly strategy: Strategy;
  readonly journal: WorkloadJournal;
  readonly fingerprint: Fingerprint;
  readonly settings: HostSettings;
  readonly context: Context;
}

/** Opens a roll: first what an earlier command left behind is cleared up. */
export function openRoll(parts: RollParts): Promise<WorkloadRoll> {
  return parts.workload.kind === "job" ? openJobRoll(parts) : openProcessRoll(parts);
}
