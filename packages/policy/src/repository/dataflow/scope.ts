import type { LocalAction } from "../action/local-action.ts";
import type { Mapping } from "../source/source-value.ts";
import type { StepsJob } from "../workflow/job.ts";
import type { Step } from "../workflow/step.ts";
import type { Workflow } from "../workflow/workflow.ts";

/** Where an expression stands: what its contexts are those of. */
export interface Scope {
  readonly workflow: Workflow | undefined;
  readonly action: LocalAction | undefined;
  readonly job: StepsJob | undefined;
  readonly steps: readonly Step[];
  /** The variables that are set around it, the nearest first. */
  readonly env: readonly (Mapping | undefined)[];
}

/** The scope of what a step runs, with its own variables, or of those variables themselves. */
export function scopeOf(step: Step, of: "run" | "env" = "run"): Scope {
  const { parent } = step;
  const own = of === "run" ? [step.env] : [];
  if (parent.kind === "action")
    return { workflow: undefined, action: parent, job: undefined, steps: parent.steps, env: own };
  return { ...jobScope(parent), env: [...own, parent.env, parent.workflow.env] };
}

/** The scope of what a job says beside its steps. */
export function jobScope(job: StepsJob): Scope {
  const { workflow, steps } = job;
  return { workflow, action: undefined, job, steps, env: [job.env, workflow.env] };
}

/** The value of a name whose case does not matter. */
export function entryOf(mapping: Mapping | undefined, name: string) {
  if (!mapping) return undefined;
  const exact = mapping.get(name);
  if (exact) return exact;
  for (const [key, value] of mapping.entries) if (key.toLowerCase() === name) return value;
  return undefined;
}
