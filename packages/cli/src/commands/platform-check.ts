import type { Command } from "./command.ts";

export const platformCheck: Command = {
  name: "platform check",
  summary: "look through a platform before services meet it",
  description:
    "Checks a platform's documents, and what no single service would show: recipes that nothing reaches or that lack an output, sizes and defaults outside an environment's bounds, versions without a current one, successors and promotions that go in a ring, freezes on no day. Runs nothing.",
  argument: { syntax: "[path]", description: "the platform, or its folder (default: platform.yaml in this folder)" },
  options: [],
  examples: [
    ["towpath platform check", "checks the platform in this folder"],
    ["towpath platform check examples/platform --json", "checks another, as one JSON document"],
  ],
  run: async (input, effects) => {
    const { platformCheck } = await import("@towpath/operations/platform-check");
    return platformCheck({ platform: input.arguments[0] }, effects);
  },
};
