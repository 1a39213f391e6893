import { type Command, ENVIRONMENT_OPTION, environmentRequest, MANIFEST_OPTIONS } from "./command.ts";

export const outputs: Command = {
  name: "outputs",
  summary: "show what the resources give: addresses, names, users",
  argument: { syntax: "[address]", description: "only this resource or output: resources.db, resources.db.url" },
  options: [
    ENVIRONMENT_OPTION,
    ...MANIFEST_OPTIONS,
    { flags: "--reveal", description: "show secrets too; on a terminal only" },
  ],
  examples: [
    ["towpath outputs -e dev", "lists the outputs, secrets hidden"],
    [
      "towpath outputs -e dev resources.db.url --reveal",
      "shows the database's address with its password, on a terminal",
    ],
  ],
  run: async (input, effects) => {
    const { outputs } = await import("@towpath/operations/outputs");
    return outputs(
      {
        ...environmentRequest(input),
        address: input.arguments[0],
        reveals: input.flag("reveal"),
        isTerminal: input.isTerminal && !input.isJson,
      },
      effects,
    );
  },
};
