import type { Command } from "./command.ts";

export const policyTest: Command = {
  name: "policy test",
  summary: "run the tests of rules, and see whether they would notice that a rule was changed",
  description:
    "Runs the tests that rules in YAML bring, and the examples of rules in TypeScript. Then it changes each rule in one place after the other (>= to >, 7 to 6, a clause left out) and runs them again: a change that no test notices is listed, and fails the run unless --mutants says otherwise.",
  argument: {
    syntax: "[packs...]",
    description: "files, globs, folders or packs (default: the packs that the platform in this folder names)",
  },
  options: [
    { flags: "-p, --platform <platform>", description: "the platform whose resource types the tests may use" },
    {
      flags: "--mutants <weight>",
      description: "how a change weighs that no test notices; off tries none (default: mandatory)",
      choices: ["mandatory", "advisory", "off"],
    },
  ],
  examples: [
    ["towpath policy test", "tests every pack of the platform in this folder that did not come with Towpath"],
    ["towpath policy test 'policies/*.yaml' --mutants off", "only runs the tests of some rules"],
  ],
  run: async (input, effects) => {
    const { policyTest } = await import("@towpath/operations/policy-test");
    return policyTest(
      {
        packs: input.arguments,
        platform: input.text("platform"),
        mutants: input.text("mutants"),
      },
      effects,
    );
  },
};
