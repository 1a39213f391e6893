import { type Command, ENVIRONMENT_OPTION, environmentRequest, MANIFEST_OPTIONS } from "./command.ts";

export const stateRestore: Command = {
  name: "state restore",
  summary: "put an earlier generation of a state back",
  description:
    "Writes an earlier generation as a new one; nothing is lost by it. The world stays as it is: towpath plan says how it differs from what is on record then. A state of Terraform's gets a serial above all that are kept.",
  argument: {
    syntax: "[key]",
    description: "a key of state list, as orders/dev (default: the service's in the environment)",
  },
  options: [
    ENVIRONMENT_OPTION,
    ...MANIFEST_OPTIONS,
    { flags: "--at <version>", description: "the generation of state history to put back" },
    { flags: "-y, --yes", description: "do not ask" },
  ],
  examples: [["towpath state restore -e dev --at 12", "asks, and puts the twelfth generation back"]],
  run: async (input, effects) => {
    const { stateRestore } = await import("@towpath/operations/state-restore");
    return stateRestore(
      {
        ...environmentRequest(input),
        key: input.arguments[0],
        at: input.text("at"),
        confirm: input.flag("yes") ? async () => true : input.ask,
      },
      effects,
    );
  },
};
