import { type Command, ENVIRONMENT_OPTION, environmentRequest, MANIFEST_OPTIONS } from "./command.ts";

export const adopt: Command = {
  name: "adopt",
  summary: "take over what exists already as a resource of the manifest",
  description:
    "Writes on record that the thing with this id is the resource at this address. Nothing changes in the thing; the next plan shows how it differs from what is wanted. On the local engine the id of a postgres is VERSION/DATABASE; under Terraform it is the id that the provider imports it by, with the part of the module before it where there are several: TYPE.NAME=ID.",
  argument: {
    syntax: "<address id...>",
    description: "the resource, as resources.db, and what the thing is called where it is",
  },
  options: [ENVIRONMENT_OPTION, ...MANIFEST_OPTIONS],
  examples: [
    ["towpath adopt -e dev resources.db 17/orders_old", "makes the database orders_old the service's resource db"],
    [
      "towpath adopt -e prod resources.db azurerm_postgresql_flexible_server.server=/subscriptions/…",
      "notes that the next apply takes this server over, under Terraform",
    ],
  ],
  run: async (input, effects) => {
    const { adopt } = await import("@towpath/operations/adopt");
    const [address = "", ...id] = input.arguments;
    return adopt({ ...environmentRequest(input), address, id: id.join(" ") }, effects);
  },
};
