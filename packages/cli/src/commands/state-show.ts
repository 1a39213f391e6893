import { type Command, ENVIRONMENT_OPTION, environmentRequest, MANIFEST_OPTIONS } from "./command.ts";

export const stateShow: Command = {
  name: "state show",
  summary: "show a state, as it is or as it was",
  description:
    "Shows what is on record: resources, what is kept for its data, what was begun, who has the lock. Of a state of Terraform's, what is in it by address, type and id. Secrets are left out, in --json too.",
  argument: {
    syntax: "[key]",
    description: "a key of state list, as orders/dev (default: the service's in the environment)",
  },
  options: [
    ENVIRONMENT_OPTION,
    ...MANIFEST_OPTIONS,
    { flags: "--at <version>", description: "as it was in this generation of state history" },
  ],
  examples: [
    ["towpath state show -e dev", "shows what is on record of the service in dev"],
    ["towpath state show orders/dev --at 12 --json", "prints the twelfth generation of a state as JSON"],
    ["towpath state show terraform/orders/prod/azure -e prod", "shows what Terraform has on record"],
  ],
  run: async (input, effects) => {
    const { stateShow } = await import("@towpath/operations/state-show");
    return stateShow({ ...environmentRequest(input), key: input.arguments[0], at: input.text("at") }, effects);
  },
};
