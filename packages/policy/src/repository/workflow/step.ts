import type { Address, Place } from "@towpath/core";
import type { LocalAction } from "../action/local-action.ts";
import type { Mapping, Scalar } from "../source/source-value.ts";
import type { Condition } from "./condition.ts";
import type { StepsJob } from "./job.ts";
import type { Uses } from "./uses.ts";

/** A step of a job or of a composite action. One that neither uses nor runs anything is `other`. */
export type Step = UsesStep | RunStep | OtherStep;

interface AnyStep {
  /** `workflows.FILE.jobs.ID.steps.INDEX` or `actions.FOLDER.steps.INDEX`. */
  readonly address: Address;
  /** The job it is a step of, or the composite action. */
  readonly parent: StepsJob | LocalAction;
  readonly index: number;
  /** Where it stands: its first key. */
  readonly place: Place;
  readonly mapping: Mapping;
  readonly id: Scalar | undefined;
  readonly name: Scalar | undefined;
  readonly if: Condition | undefined;
  readonly env: Mapping | undefined;
}

/** A step that uses an action. */
export interface UsesStep extends AnyStep {
  readonly kind: "uses";
  readonly uses: Uses;
  readonly with: Mapping | undefined;
  /** The action that it uses, where that is one of this repository. */
  readonly target: LocalAction | undefined;
}

/** A step that runs a script. */
export interface RunStep extends AnyStep {
  readonly kind: "run";
  readonly run: Scalar;
  readonly shell: Shell;
  readonly workingDirectory: Scalar | undefined;
}

/** A step that does nothing, which GitHub refuses. */
export interface OtherStep extends AnyStep {
  readonly kind: "other";
}

/** What runs a script. */
export interface Shell {
  /** `bash`, `pwsh`, a command; undefined where it depends on a runner that is not known. */
  readonly name: string | undefined;
  /** Who says so; `runner` for what the runner's system runs by itself. */
  readonly from: "step" | "job" | "workflow" | "runner";
  /** Where somebody wrote it. */
  readonly scalar: Scalar | undefined;
}
