// Errors
export { ActionError, type ActionErrorCode } from "./errors.ts";

// Events
export type { Proposal, PullRequest } from "./event/proposal.ts";
export type { WorkflowRun } from "./event/workflow-run.ts";

// Inputs
export {
  choice,
  flag,
  type Input,
  type Inputs,
  type InputValues,
  lines,
  names,
  type Parsed,
  text,
} from "./inputs/input.ts";
export { inputName, inputVariable } from "./inputs/input-name.ts";

// Running
export { COMMON_OUTPUTS, type Outcome } from "./run/outcome.ts";
export { type ActionBody, type ActionOptions, type Job, runAction } from "./run/run-action.ts";
