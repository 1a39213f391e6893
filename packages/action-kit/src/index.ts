// Errors
export { ActionError, type ActionErrorCode } from "./errors.ts";

// Events
export { type BaseCommit, type BaseRemote, baseCommit, commitBefore } from "./event/base-commit.ts";
export { isUntrusted } from "./event/is-untrusted.ts";
export type { Proposal, PullRequest } from "./event/proposal.ts";
export { requireMerged } from "./event/require-merged.ts";
export type { WorkflowRun } from "./event/workflow-run.ts";

// Inputs
export { serviceInputs, tokenInput } from "./inputs/common-inputs.ts";
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
  wholeNumber,
} from "./inputs/input.ts";
export { inputName, inputVariable } from "./inputs/input-name.ts";
export { tokenOf } from "./inputs/token-of.ts";

// Running
export { COMMON_OUTPUTS, type Outcome } from "./run/outcome.ts";
export { type ActionBody, type ActionOptions, type Job, runAction } from "./run/run-action.ts";
export { withToken } from "./run/with-token.ts";
export { withoutAdvice } from "./run/without-advice.ts";
