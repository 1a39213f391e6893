import { type Command, ENVIRONMENT_OPTION, environmentRequest, MANIFEST_OPTIONS } from "./command.ts";

export const status: Command = {
  name: "status",
  summary: "show what is there now: resources, instances, the last deployment",
  options: [ENVIRONMENT_OPTION, ...MANIFEST_OPTIONS],
  examples: [["towpath status -e dev", "shows what runs in dev"]],
  run: async (input, effects) => {
    const { status } = await import("@towpath/operations/status");
    return status(environmentRequest(input), effects);
  },
};
