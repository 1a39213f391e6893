import { type Command, ENVIRONMENT_OPTION, environmentRequest, MANIFEST_OPTIONS } from "./command.ts";

export const status: Command = {
  name: "status",
  summary: "show what is there now: resources, instances, the last deployment",
  description:
    "Shows one service, or everything on this machine with --all and where there is no manifest. Starts and changes nothing.",
  options: [
    ENVIRONMENT_OPTION,
    ...MANIFEST_OPTIONS,
    { flags: "--all", description: "everything that Towpath keeps on this machine, whatever service it is of" },
  ],
  examples: [
    ["towpath status -e dev", "shows what runs in dev"],
    ["towpath status --all", "shows every service on this machine, its servers, and what is kept"],
  ],
  run: async (input, effects) => {
    const { statusInSight } = await import("@towpath/operations/status");
    return statusInSight({ ...environmentRequest(input), isAll: input.flag("all") }, effects);
  },
};
