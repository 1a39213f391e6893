import { type Command, MANIFEST_OPTIONS } from "./command.ts";

export const waiverList: Command = {
  name: "waiver list",
  summary: "show every waiver and how it stands",
  description:
    "Checks, and shows the waivers of the platform and of the services with their state: active, expiring (within fourteen days), expired, exceeded (its bound does not hold any more), pending, unused or invalid. Comments that ignore rules are shown, too. Ends with 1 where one has expired or is invalid.",
  argument: { syntax: "[files...]", description: "manifests, folders or globs (default: towpath.yaml)" },
  options: MANIFEST_OPTIONS.filter(({ flags }) => !flags.includes("--file")),
  examples: [
    ["towpath waiver list", "shows the waivers of ./towpath.yaml and of its platform for it"],
    ["towpath waiver list 'services/*/towpath.yaml' --json", "shows those of many services, as one JSON document"],
  ],
  run: async (input, effects) => {
    const { waiverList } = await import("@towpath/operations/waiver-list");
    return waiverList({ manifests: input.arguments, platform: input.text("platform") }, effects);
  },
};
