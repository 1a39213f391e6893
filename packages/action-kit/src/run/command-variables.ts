/** What the runner gives to an action and not to a `run:` step, and what would let a command speak for the step. */
const WITHHELD = /^(?:INPUT_|STATE_|ACTIONS_RUNTIME_|GITHUB_(?:OUTPUT|STATE|ENV|PATH|STEP_SUMMARY)$)/i;

/** The environment for an operation and the commands that it starts: the step's, without the action's own. */
export function commandVariables(
  variables: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(Object.entries(variables).filter(([name]) => !WITHHELD.test(name)));
}
