/**
 * Who decides what a text holds. `fixed`: whoever may change the workflow, or GitHub in a form that holds nothing else (a
 * number, a digest). `untrusted`: anyone who may open an issue or a pull request. `unknown`: it cannot be told from the files.
 */
export type Trust = "fixed" | "unknown" | "untrusted";

const ORDER: readonly Trust[] = ["fixed", "unknown", "untrusted"];

/** Whether the first is worse than the second. */
export function isWorse(trust: Trust, than: Trust): boolean {
  return ORDER.indexOf(trust) > ORDER.indexOf(than);
}
