import { type Command, MANIFEST_OPTIONS } from "./command.ts";
import { DEPLOY_OPTIONS, deployWords } from "./deploy.ts";

export const promote: Command = {
  name: "promote",
  summary: "bring what serves one environment to another",
  description:
    "Deploys the very digest that succeeded last in one environment to another; nothing is built again. Every gate of the other is asked.",
  options: [
    {
      flags: "--from <environment>",
      description: "the environment that it serves (default: the one that the platform promotes from)",
    },
    { flags: "--to <environment>", description: "the environment that it comes to" },
    ...MANIFEST_OPTIONS,
    ...DEPLOY_OPTIONS,
  ],
  examples: [
    ["towpath promote --to prod", "brings what serves the environment before to prod"],
    ["towpath promote --from int --to prod --wait-for-approval 30m", "waits until somebody agrees, then does it"],
  ],
  run: async (input, effects) => {
    const { promote } = await import("@towpath/operations/promote");
    const about = { manifest: input.text("file"), platform: input.text("platform") };
    return promote({ ...about, from: input.text("from"), to: input.text("to"), ...deployWords(input) }, effects);
  },
};
