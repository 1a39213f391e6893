/** A workflow that GitHub would not start, or that asks for something that is not known here. */
export class WorkflowError extends Error {
  override readonly name = "WorkflowError";
}
