import { type Command, MANIFEST_OPTIONS } from "./command.ts";

export const policyList: Command = {
  name: "policy list",
  summary: "list the rules of a platform, and how strictly each is taken in each environment",
  description:
    "Lists the rules of a platform's packs: how strictly each is taken in each environment, how bad it is when it fails, and what it looks at. Without a manifest and without a platform it is platform.yaml in this folder, or else the starter platform.",
  argument: { syntax: "[groups...]", description: "only these groups or rules: data, workload/limits" },
  options: [
    ...MANIFEST_OPTIONS,
    {
      flags: "--level <level>",
      description: "only rules that are taken so in some environment",
      choices: ["mandatory", "advisory", "off"],
    },
    {
      flags: "--severity <severity>",
      description: "only rules of this severity",
      choices: ["critical", "high", "medium", "low", "info"],
    },
    {
      flags: "--phase <phase>",
      description: "only rules that look at this",
      choices: ["documents", "graph", "plan", "repository", "fleet"],
    },
    { flags: "--pack <pack>", description: "only rules of this pack" },
  ],
  examples: [
    ["towpath policy list", "lists the rules that the service in this folder is checked by"],
    ["towpath policy list data --level mandatory", "lists the rules about data that block somewhere"],
    ["towpath policy list -p examples/platform --json", "lists those of a platform, as one JSON document"],
  ],
  run: async (input, effects) => {
    const { policyList } = await import("@towpath/operations/policy-list");
    return policyList(
      {
        groups: input.arguments,
        manifest: input.text("file"),
        platform: input.text("platform"),
        level: input.text("level"),
        severity: input.text("severity"),
        phase: input.text("phase"),
        pack: input.text("pack"),
      },
      effects,
    );
  },
};
