import { TowpathError } from "@towpath/core";

/** Why an action could not do what it was asked. Each code has a page in the docs; codes are never reused. */
export type ActionErrorCode =
  | "action-kit/event"
  | "action-kit/folder"
  | "action-kit/invalid-input"
  | "action-kit/missing-input"
  | "action-kit/no-command-file"
  | "action-kit/outside"
  | "action-kit/proposed"
  | "action-kit/renamed-input"
  | "action-kit/unexpected"
  | "action-kit/unknown-input";

/** What a workflow's author can mend, unless its kind is `fault`. */
export class ActionError extends TowpathError<ActionErrorCode> {
  override readonly name = "ActionError";
}
