import type { Command } from "./command.ts";

export const upgrade: Command = {
  name: "upgrade",
  summary: "bring documents of an older version up to date, in their text",
  description:
    "Finds manifests, platforms and the resource types that these name, shows what would change in those of an older apiVersion, asks, and changes it. Comments, order, quotes and blank lines stay. A file is written as a whole or not at all, and none while one of them cannot be read.",
  argument: {
    syntax: "[files...]",
    description: "documents, folders or globs (default: towpath.yaml and platform.yaml in this folder)",
  },
  options: [
    { flags: "--check", description: "change nothing, and end with 1 when something would change" },
    { flags: "-y, --yes", description: "do not ask" },
  ],
  examples: [
    ["towpath upgrade", "shows what would change in this folder's documents, and asks"],
    ["towpath upgrade 'services/**/towpath.yaml' platform --yes", "upgrades a monorepo with its platform"],
    ["towpath upgrade --check", "says in a pipeline whether something is old"],
  ],
  run: async (input, effects) => {
    const { upgrade } = await import("@towpath/operations/upgrade");
    return upgrade(
      {
        files: input.arguments,
        isCheck: input.flag("check"),
        isConfirmed: input.flag("yes"),
        confirm: input.ask,
      },
      effects,
    );
  },
};
