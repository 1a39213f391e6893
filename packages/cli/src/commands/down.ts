import { type Command, ENVIRONMENT_OPTION, environmentRequest, MANIFEST_OPTIONS } from "./command.ts";

export const down: Command = {
  name: "down",
  summary: "stop what up started; its data stays",
  options: [
    { ...ENVIRONMENT_OPTION, description: "the environment (default: the first that runs on this machine)" },
    ...MANIFEST_OPTIONS,
    { flags: "--all", description: "everything that Towpath runs on this machine, whatever service it is of" },
  ],
  examples: [
    ["towpath down", "stops the service in this folder, and servers that nobody else uses"],
    ["towpath down --all", "stops everything, also services whose manifests are gone"],
  ],
  run: async (input, effects) => {
    const { down } = await import("@towpath/operations/down");
    return down({ ...environmentRequest(input), isAll: input.flag("all") }, effects);
  },
};
