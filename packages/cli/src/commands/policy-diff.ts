import type { Command } from "./command.ts";

export const policyDiff: Command = {
  name: "policy diff",
  summary: "say what is stricter in another version of a pack, and whom it would hit",
  description:
    "Compares two packs: which rules are new and gone, which are tightened and loosened (level, severity, parameters, the day from which they hold), and of which the conditions are others. With --fleet it checks services by both, and lists what would newly be found and what no more. Waivers are left aside.",
  argument: {
    syntax: "<packs...>",
    description: "the pack as it is, and as it will be: paths, names, packages in one version",
  },
  options: [
    {
      flags: "--fleet <files>",
      description: "manifests to check by both, as a glob; may be given more than once",
      isList: true,
    },
    {
      flags: "-p, --platform <platform>",
      description: "the platform that they are checked by (default: the one that each names)",
    },
  ],
  examples: [
    [
      "towpath policy diff @towpath/policy/recommended @towpath/policy/strict",
      "says what is stricter in the pack strict",
    ],
    [
      "towpath policy diff @acme/policy@1.2.0 ./policies --fleet 'services/*/towpath.yaml'",
      "says which services would newly fail",
    ],
  ],
  run: async (input, effects) => {
    const { policyDiff } = await import("@towpath/operations/policy-diff");
    return policyDiff(
      { packs: input.arguments, fleet: input.list("fleet"), platform: input.text("platform") },
      effects,
    );
  },
};
