import { type Command, REPORT_OPTIONS } from "./command.ts";

export const platformCheck: Command = {
  name: "platform check",
  reports: "platform check",
  summary: "look through a platform before services meet it",
  description:
    "Checks a platform's documents, and what no single service would show: recipes that nothing reaches or that lack an output, sizes and defaults outside an environment's bounds, versions without a current one, successors and promotions that go in a ring, freezes on no day, waivers that count for nothing. Runs nothing of it but packs of rules and drivers that are modules, which it loads.",
  argument: {
    syntax: "[platform]",
    description: "the platform: a path, an npm package, a git tag (default: platform.yaml in this folder)",
  },
  options: REPORT_OPTIONS,
  examples: [
    ["towpath platform check", "checks the platform in this folder"],
    ["towpath platform check examples/platform --json", "checks another, as one JSON document"],
    ["towpath platform check @acme/platform@2.1.0", "checks a released one, fetched if it is not here"],
  ],
  run: async (input, effects) => {
    const { platformCheck } = await import("@towpath/operations/platform-check");
    return platformCheck({ platform: input.arguments[0] }, effects);
  },
};
