import type { Effects, Secret } from "@towpath/core";

/**
 * Effects with the action's token, for operations that ask GitHub on their own: who wrote something, who is in a team. No
 * command of a team's inherits it.
 */
export function withToken(effects: Effects, token: Secret | undefined): Effects {
  if (!token) return effects;
  return { ...effects, variables: { ...effects.variables, TOWPATH_GITHUB_TOKEN: token.reveal() } };
}
