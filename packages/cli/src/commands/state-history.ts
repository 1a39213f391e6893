import { type Command, ENVIRONMENT_OPTION, environmentRequest, MANIFEST_OPTIONS } from "./command.ts";

export const stateHistory: Command = {
  name: "state history",
  summary: "show the generations of a state and what changed between them",
  description:
    "Shows the generations that the store keeps, the newest first: when each was written, and which resources it added, changed or removed. Says which of them cannot be read.",
  argument: {
    syntax: "[key]",
    description: "a key of state list, as orders/dev (default: the service's in the environment)",
  },
  options: [ENVIRONMENT_OPTION, ...MANIFEST_OPTIONS],
  examples: [["towpath state history -e dev", "shows how the state of the service in dev came about"]],
  run: async (input, effects) => {
    const { stateHistory } = await import("@towpath/operations/state-history");
    return stateHistory({ ...environmentRequest(input), key: input.arguments[0] }, effects);
  },
};
