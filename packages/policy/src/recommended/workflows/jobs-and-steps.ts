import type { Job, LocalAction, Step, Workflow } from "../../repository/index.ts";

/** The jobs and steps of a workflow, the steps of an action. */
export function jobsAndSteps(file: Workflow | LocalAction): readonly (Job | Step)[] {
  return file.kind === "action" ? file.steps : file.jobs.flatMap((job) => [job, ...job.steps]);
}

/** The steps of a workflow's jobs, or of an action. */
export function stepsIn(file: Workflow | LocalAction): readonly Step[] {
  return file.kind === "action" ? file.steps : file.jobs.flatMap(({ steps }) => steps);
}
