import { type Command, ENVIRONMENT_OPTION, environmentRequest, MANIFEST_OPTIONS } from "./command.ts";

export const logs: Command = {
  name: "logs",
  summary: "show what the service printed",
  argument: { syntax: "[workload]", description: "only what this workload printed: workloads.web, or web" },
  options: [
    ENVIRONMENT_OPTION,
    ...MANIFEST_OPTIONS,
    { flags: "-n, --tail <lines>", description: "how many of the last lines (default: 100)" },
    { flags: "--follow", description: "go on with new lines until Ctrl-C" },
  ],
  examples: [
    ["towpath logs -e dev", "shows the last 100 lines"],
    ["towpath logs -e dev workloads.web", "shows those of one workload"],
    ["towpath logs -e dev --follow", "goes on with new ones"],
  ],
  run: async (input, effects) => {
    const { logs } = await import("@towpath/operations/logs");
    return logs(
      {
        ...environmentRequest(input),
        workload: input.arguments[0],
        tail: input.text("tail"),
        follows: input.flag("follow"),
        onLine: input.isJson ? undefined : input.writeLine,
      },
      effects,
    );
  },
};
