import type { Annotation } from "../action-runner/run-action.ts";
import type { LoggedRequest } from "../github/loopback-github.ts";
import type { JobPermissions } from "./model/permissions.ts";

/** How a step, a job or a run ended. */
export type Conclusion = "success" | "failure" | "cancelled" | "skipped";

/** How one step ended. */
export interface StepEnding {
  readonly id: string;
  readonly name: string;
  /** Before `continue-on-error`. */
  readonly outcome: Conclusion;
  readonly conclusion: Conclusion;
  readonly outputs: Readonly<Record<string, string>>;
  /** As people read it: masked, commands obeyed. */
  readonly log: string;
  readonly annotations: readonly Annotation[];
  readonly summary: string;
  readonly wallMs: number;
  /** User and system time of its processes. */
  readonly cpuMs: number;
  /** What it uses: `actions/checkout@…`; undefined for a script. */
  readonly uses: string | undefined;
  /** The steps of a composite action. */
  readonly steps: readonly StepEnding[];
}

/** How one job ended, or one combination of its matrix. */
export interface JobEnding {
  /** Ids from the run's own workflow down: `towpath/deliver/build`. */
  readonly key: string;
  /** As GitHub shows it: `towpath / deliver (orders) / build`. */
  readonly name: string;
  readonly conclusion: Conclusion;
  readonly outputs: Readonly<Record<string, string>>;
  /** What its token could do. */
  readonly permissions: JobPermissions;
  /** Its labels, once it had got as far. */
  readonly runsOn: readonly string[];
  readonly environment: string | undefined;
  readonly steps: readonly StepEnding[];
  /** What GitHub says about the job itself: why it could not start, why it was cancelled. */
  readonly annotations: readonly Annotation[];
  readonly wallMs: number;
}

/** How a run ended. */
export interface WorkflowEnding {
  /** `not-triggered`: the event is none of those that the workflow is for. */
  readonly conclusion: Exclude<Conclusion, "skipped"> | "skipped" | "not-triggered";
  readonly jobs: readonly JobEnding[];
  readonly annotations: readonly Annotation[];
  /** What was asked of the loopback GitHub from its start to its end. */
  readonly requests: readonly LoggedRequest[];
  readonly runId: number;
}
