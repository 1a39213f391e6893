import type { ProviderDefinition } from "../provider/definition.ts";
import { Refusal } from "../world/ordered-faults.ts";

/**
 * `towpath/memory`: a small provider for tests of what happens between Terraform and a cloud. A `memory_thing` has one
 * of everything that matters: a name that forces a replacement, a secret, a write-only password with its version, blocks, and
 * attributes that are known only after apply. A `memory_link` points at one.
 */
export const memoryProvider: ProviderDefinition = {
  address: "registry.terraform.io/towpath/memory",
  config: {
    attributes: {
      region: { type: "string", optional: true },
      token: { type: "string", optional: true, sensitive: true },
    },
  },
  things: {
    memory_thing: {
      block: {
        attributes: {
          id: { type: "string", computed: true },
          name: { type: "string", required: true },
          size: { type: "number", optional: true, computed: true },
          version: { type: "string", optional: true },
          labels: { type: ["map", "string"], optional: true },
          tags: { type: ["map", "string"], optional: true },
          secret: { type: "string", optional: true, sensitive: true },
          password_wo: { type: "string", optional: true, writeOnly: true },
          password_wo_version: { type: "number", optional: true },
          endpoint: { type: "string", computed: true },
          key: { type: "string", computed: true, sensitive: true },
          revision: { type: "number", computed: true },
        },
        blocks: {
          rule: {
            nesting: "list",
            block: {
              attributes: {
                port: { type: "number", required: true },
                description: { type: "string", optional: true },
                token: { type: "string", optional: true, sensitive: true },
                number: { type: "number", computed: true },
              },
            },
          },
        },
      },
      replaces: ["name"],
      changing: ["revision"],
      defaults: { size: 1 },
      idOf: (given) => `things/${String(given["name"])}`,
      computed: (given) => ({
        endpoint: `memory://${String(given["name"])}`,
        key: `key-of-${String(given["name"])}`,
        revision: Date.now(),
      }),
    },
    memory_link: {
      block: {
        attributes: {
          id: { type: "string", computed: true },
          name: { type: "string", required: true },
          thing_id: { type: "string", required: true },
          weight: { type: "number", optional: true },
        },
      },
      replaces: ["name", "thing_id"],
      idOf: (given) => `links/${String(given["name"])}`,
    },
  },
  dataSources: {
    memory_thing: {
      block: {
        attributes: {
          id: { type: "string", computed: true },
          name: { type: "string", required: true },
          size: { type: "number", computed: true },
          labels: { type: ["map", "string"], computed: true },
          endpoint: { type: "string", computed: true },
          key: { type: "string", computed: true, sensitive: true },
        },
      },
      read: (config, cloud) => {
        const id = `things/${String(config["name"])}`;
        const thing = cloud.get("memory_thing", id);
        if (!thing) throw new Refusal(`There is no thing ${id}.`, "A data source reads what is there already.");
        return thing.attributes;
      },
    },
  },
  ephemerals: {
    memory_secret: {
      block: {
        attributes: {
          name: { type: "string", required: true },
          value: { type: "string", computed: true, sensitive: true },
        },
      },
      read: (config) => ({ value: `ephemeral-${String(config["name"])}` }),
    },
  },
};
