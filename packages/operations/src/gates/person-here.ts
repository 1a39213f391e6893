import type { Effects } from "@towpath/core";
import type { World } from "../environment/open-world.ts";

/**
 * Who wants something now. Of a run that is run again GitHub says as the actor who started it first: what that person agreed to
 * then, somebody else would agree to in their name.
 */
export function personHere(
  { who }: Pick<World["context"]["holder"], "who">,
  { variables }: Pick<Effects, "variables">,
): string {
  const { GITHUB_ACTOR: first, GITHUB_TRIGGERING_ACTOR: now } = variables;
  return first !== undefined && first === who && now ? now : who;
}
