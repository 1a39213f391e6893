import type { Command } from "./command.ts";

export const policyNew: Command = {
  name: "policy new",
  summary: "write a rule of your own, with tests that pass",
  description:
    "Writes a rule that works, with its tests, to be changed into the one that you want: in YAML with a condition in CEL, or in TypeScript. Overwrites nothing.",
  argument: { syntax: "<id>", description: "what the rule is called, for ever: acme/backups" },
  options: [
    { flags: "--yaml", description: "write it in YAML, which runs no code (default)" },
    { flags: "--typescript", description: "write it in TypeScript, as a pack with one rule" },
    { flags: "--folder <path>", description: "where its files go (default: policies)" },
  ],
  examples: [
    ["towpath policy new acme/backups", "writes policies/backups.yaml"],
    ["towpath policy new acme/backups --typescript", "writes policies/backups.ts, and its tests beside it"],
  ],
  run: async (input, effects) => {
    const { policyNew } = await import("@towpath/operations/policy-new");
    const language = input.flag("typescript") ? (input.flag("yaml") ? undefined : "typescript") : "yaml";
    return policyNew({ id: input.arguments[0] ?? "", language, folder: input.text("folder") }, effects);
  },
};
