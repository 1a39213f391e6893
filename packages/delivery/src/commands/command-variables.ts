import { Secret } from "@towpath/core";
import { deliveryError } from "../errors.ts";

/**
 * What a team's command must not inherit: inputs of an action (tokens among them), the runner's own credentials, those that
 * Towpath opens its stores, signs and meets GitHub with, and the files through which a step sets outputs, paths and variables of later steps.
 */
const WITHHELD =
  /^(?:INPUT_.*|TOWPATH_(?:ARTIFACTS|EVIDENCE|GITHUB|STATE)_.*|ACTIONS_RUNTIME_.*|ACTIONS_ID_TOKEN_.*|ACTIONS_RESULTS_.*|ACTIONS_CACHE_.*|GITHUB_(?:ENV|OUTPUT|PATH|STATE|STEP_SUMMARY)|NODE_CHANNEL_FD)$/;

/**
 * The environment of a team's command: this process's without what is withheld, and what is added, which wins.
 *
 * @throws {DeliveryError} `delivery/command-not-started` for a variable that no environment can hold, without its value
 */
export function commandVariables(
  inherited: Readonly<Record<string, string | undefined>>,
  added: Readonly<Record<string, string | Secret>>,
): Record<string, string> {
  const variables = new Map<string, string>();
  for (const [name, value] of Object.entries(inherited)) {
    if (value !== undefined && !WITHHELD.test(name)) variables.set(name, value);
  }
  for (const [name, value] of Object.entries(added)) {
    const text = value instanceof Secret ? value.reveal() : value;
    if (name.includes("\0") || text.includes("\0")) throw unholdable(name);
    variables.set(name, text);
  }
  return Object.fromEntries(variables);
}

/** Node's own message would show the value. */
function unholdable(name: string): Error {
  return deliveryError({
    code: "delivery/command-not-started",
    message: `The variable ${JSON.stringify(name)} holds a NUL character, which no environment can hold.`,
    hint: "Hand such a value over in a file, or encode it.",
  });
}
