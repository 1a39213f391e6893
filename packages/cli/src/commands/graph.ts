import { type Command, ENVIRONMENT_OPTION, environmentRequest, MANIFEST_OPTIONS } from "./command.ts";

export const graph: Command = {
  name: "graph",
  summary: "show what a service is in an environment, and who needs what of whom",
  description:
    "Shows the graph of a service in one environment: its workloads, resources, secrets and contracts, the engines that make them, and the variables and settings that tie them together. Where a secret flows, it says so.",
  options: [
    ENVIRONMENT_OPTION,
    ...MANIFEST_OPTIONS,
    {
      flags: "--format <format>",
      description: "text, json, mermaid or dot (default: text)",
      choices: ["text", "json", "mermaid", "dot"],
    },
    { flags: "-o, --out <path>", description: "write it to a file" },
  ],
  examples: [
    ["towpath graph -e dev", "shows the graph of ./towpath.yaml in dev as a tree"],
    ["towpath graph -e dev --format mermaid -o graph.mmd", "writes it as a diagram that GitHub draws"],
    ["towpath graph -e dev --format dot", "prints it for Graphviz"],
  ],
  run: async (input, effects) => {
    const { graph } = await import("@towpath/operations/graph");
    return graph({ ...environmentRequest(input), format: input.text("format"), out: input.text("out") }, effects);
  },
};
