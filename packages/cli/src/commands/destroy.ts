import {
  APPROVED_OPTION,
  CONSENT_OPTIONS,
  type Command,
  ENVIRONMENT_OPTION,
  environmentRequest,
  MANIFEST_OPTIONS,
  OVERRIDE_OPTION,
} from "./command.ts";

export const destroy: Command = {
  name: "destroy",
  summary: "take a service out of an environment; its data stays unless named",
  description:
    "Stops the service and removes what it had. Databases and buckets stay, and are listed, unless --allow data-loss:ADDRESS names them. With addresses, only these go: what left the manifest and is kept for its data, and what an upgrade kept.",
  argument: { syntax: "[addresses...]", description: "only what is kept under these: resources.old, resources.db@17" },
  options: [ENVIRONMENT_OPTION, ...MANIFEST_OPTIONS, APPROVED_OPTION, OVERRIDE_OPTION, ...CONSENT_OPTIONS],
  examples: [
    ["towpath destroy -e dev", "plans, asks, takes the service out and keeps its data"],
    [
      "towpath destroy -e dev --yes --allow data-loss:resources.db",
      "also drops the database db with all that is in it",
    ],
    [
      "towpath destroy -e dev resources.db@17 --allow data-loss:resources.db@17",
      "lets go of the database that the upgrade from 17 kept; the service runs on",
    ],
  ],
  run: async (input, effects) => {
    const { destroy } = await import("@towpath/operations/destroy");
    return destroy(
      {
        ...environmentRequest(input),
        addresses: input.arguments,
        approved: input.text("approved"),
        overrideFreeze: input.text("overrideFreeze"),
        allowed: input.list("allow"),
        confirm: input.flag("yes") ? async () => true : input.ask,
      },
      effects,
    );
  },
};
