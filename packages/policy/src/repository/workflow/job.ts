import type { Address, Place } from "@towpath/core";
import type { Mapping, Scalar, SourceValue } from "../source/source-value.ts";
import type { Condition } from "./condition.ts";
import type { Permissions } from "./permissions.ts";
import type { Step } from "./step.ts";
import type { Uses } from "./uses.ts";
import type { Workflow } from "./workflow.ts";

/** A job that runs steps, or one that calls a workflow. */
export type Job = StepsJob | CallJob;

interface AnyJob {
  /** `workflows.FILE.jobs.ID`. */
  readonly address: Address;
  readonly id: string;
  readonly workflow: Workflow;
  /** Where its id stands. */
  readonly place: Place;
  readonly mapping: Mapping;
  readonly name: Scalar | undefined;
  readonly needs: readonly Scalar[];
  readonly if: Condition | undefined;
  readonly permissions: Permissions | undefined;
  readonly env: Mapping | undefined;
  readonly concurrency: SourceValue | undefined;
  readonly strategy: Mapping | undefined;
  readonly matrix: Matrix | undefined;
}

/** A job that runs steps on a runner. */
export interface StepsJob extends AnyJob {
  readonly kind: "steps";
  readonly runsOn: RunsOn | undefined;
  readonly container: Container | undefined;
  readonly services: ReadonlyMap<string, Container>;
  /** The environment's name, however `environment` is written. */
  readonly environment: Scalar | undefined;
  readonly defaults: Mapping | undefined;
  readonly outputs: Mapping | undefined;
  readonly timeoutMinutes: Scalar | undefined;
  readonly steps: readonly Step[];
}

/** A job that calls a reusable workflow. */
export interface CallJob extends AnyJob {
  readonly kind: "call";
  readonly uses: Uses;
  readonly with: Mapping | undefined;
  /** `inherit`, or each by its name. */
  readonly secrets: Scalar | Mapping | undefined;
  /** The workflow that it calls, where that is one of this repository. */
  readonly target: Workflow | undefined;
  readonly steps: readonly [];
}

/** Where a job runs. */
export interface RunsOn {
  readonly value: SourceValue;
  readonly labels: readonly Scalar[];
  readonly group: Scalar | undefined;
}

/** An image that a job or one of its services runs. */
export interface Container {
  readonly value: SourceValue;
  readonly image: Scalar | undefined;
  readonly env: Mapping | undefined;
  readonly credentials: Mapping | undefined;
}

/** What a job is repeated for. */
export interface Matrix {
  readonly value: SourceValue;
  /** What a name can hold, `include` with it and what is excluded as well. Nested ones have dots: `os.name`. */
  valuesOf(path: readonly string[]): readonly Scalar[];
  /** It is made by an expression, in whole or where a name's values are: what it can hold is not known here. */
  isKnown(path: readonly string[]): boolean;
}
