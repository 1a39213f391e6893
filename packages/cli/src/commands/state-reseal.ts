import { type Command, ENVIRONMENT_OPTION, environmentRequest, MANIFEST_OPTIONS } from "./command.ts";

export const stateReseal: Command = {
  name: "state reseal",
  summary: "seal all of a state store with its present key",
  description:
    "Writes every value of the store anew after a change of keys, so that the old key is needed for earlier generations only. Refused while a run has a lock.",
  options: [ENVIRONMENT_OPTION, ...MANIFEST_OPTIONS],
  examples: [["towpath state reseal -e prod", "seals what prod's store holds with the key of today"]],
  run: async (input, effects) => {
    const { stateReseal } = await import("@towpath/operations/state-reseal");
    return stateReseal(environmentRequest(input), effects);
  },
};
