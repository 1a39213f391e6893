import { type Command, ENVIRONMENT_OPTION, environmentRequest, MANIFEST_OPTIONS } from "./command.ts";

export const stateList: Command = {
  name: "state list",
  summary: "list what the state store of an environment holds",
  description:
    "Shows every state in the store that the environment's platform names: how much it holds, who has its lock, when it was written. Of a state of Terraform's, how many things are in it, and how many may be there that it does not know.",
  options: [ENVIRONMENT_OPTION, ...MANIFEST_OPTIONS],
  examples: [["towpath state list -e dev", "lists the states of all services in dev's store"]],
  run: async (input, effects) => {
    const { stateList } = await import("@towpath/operations/state-list");
    return stateList(environmentRequest(input), effects);
  },
};
