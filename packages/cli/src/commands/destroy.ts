import { CONSENT_OPTIONS, type Command, ENVIRONMENT_OPTION, environmentRequest, MANIFEST_OPTIONS } from "./command.ts";

export const destroy: Command = {
  name: "destroy",
  summary: "take a service out of an environment; its data stays unless named",
  description:
    "Stops the service and removes what it had. Databases and buckets stay, and are listed, unless --allow data-loss:ADDRESS names them.",
  options: [ENVIRONMENT_OPTION, ...MANIFEST_OPTIONS, ...CONSENT_OPTIONS],
  examples: [
    ["towpath destroy -e dev", "plans, asks, takes the service out and keeps its data"],
    [
      "towpath destroy -e dev --yes --allow data-loss:resources.db",
      "also drops the database db with all that is in it",
    ],
  ],
  run: async (input, effects) => {
    const { destroy } = await import("@towpath/operations/destroy");
    return destroy(
      {
        ...environmentRequest(input),
        allowed: input.list("allow"),
        confirm: input.flag("yes") ? async () => true : input.ask,
      },
      effects,
    );
  },
};
