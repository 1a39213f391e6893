import type { Command } from "./command.ts";

export const schema: Command = {
  name: "schema",
  summary: "print a JSON Schema, so that an editor completes and explains",
  description:
    "Prints the schema of a document as one file that refers to no other. With --platform, the schema of services knows that platform's resource types with their versions, sizes and settings, its teams and its environments.",
  argument: {
    syntax: "[document]",
    description: "service, platform, resource-type, score, waivers, policy-rule or policy-pack (default: service)",
    choices: ["service", "platform", "resource-type", "score", "waivers", "policy-rule", "policy-pack"],
  },
  options: [
    {
      flags: "-p, --platform <platform>",
      description: "the platform whose offers are merged into the schema of services",
    },
    { flags: "-o, --out <path>", description: "write it to a file" },
  ],
  examples: [
    ["towpath schema", "prints the schema of services"],
    [
      "towpath schema --platform examples/platform -o towpath.schema.json",
      "writes the one that knows what this platform offers",
    ],
    ["towpath schema platform", "prints the schema of platforms"],
  ],
  run: async (input, effects) => {
    const { schema } = await import("@towpath/operations/schema");
    return schema({ name: input.arguments[0], platform: input.text("platform"), out: input.text("out") }, effects);
  },
};
