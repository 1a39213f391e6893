// Workflows, as GitHub runs them
export type { Conclusion, JobEnding, StepEnding, WorkflowEnding } from "./ending.ts";
export { dispatchEvent, pullRequestEvent, pushEvent, scheduleEvent } from "./events.ts";
export type { MachineSketch } from "./machine/machine.ts";
export type { JobPermissions } from "./model/permissions.ts";
export type { EnvironmentSettings, RunRequest, WorkflowEvent } from "./run.ts";
export { runWorkflow } from "./run-workflow.ts";
export { WorkflowError } from "./workflow-error.ts";
