import type { ProviderDefinition } from "../provider/definition.ts";

/** `hashicorp/time`, as far as modules need it: a moment that stays, and a rest that takes no time here. */
export const timeProvider: ProviderDefinition = {
  address: "registry.terraform.io/hashicorp/time",
  config: { attributes: {} },
  things: {
    time_static: {
      block: {
        attributes: {
          id: { type: "string", computed: true },
          rfc3339: { type: "string", optional: true, computed: true },
          triggers: { type: ["map", "string"], optional: true },
          unix: { type: "number", computed: true },
          year: { type: "number", computed: true },
        },
      },
      isOnlyState: true,
      replaces: ["rfc3339", "triggers"],
      idOf: () => "static",
      computed: (given) => {
        const now = typeof given["rfc3339"] === "string" ? new Date(given["rfc3339"]) : new Date();
        const rfc3339 = `${now.toISOString().slice(0, 19)}Z`;
        return { id: rfc3339, rfc3339, unix: Math.floor(now.getTime() / 1000), year: now.getUTCFullYear() };
      },
    },
    time_sleep: {
      block: {
        attributes: {
          id: { type: "string", computed: true },
          create_duration: { type: "string", optional: true },
          destroy_duration: { type: "string", optional: true },
          triggers: { type: ["map", "string"], optional: true },
        },
      },
      isOnlyState: true,
      replaces: ["triggers"],
      idOf: () => "sleep",
      computed: () => ({ id: new Date().toISOString() }),
    },
  },
  dataSources: {},
  ephemerals: {},
};
