import { type Command, ENVIRONMENT_OPTION, environmentRequest, MANIFEST_OPTIONS } from "./command.ts";

export const test: Command = {
  name: "test",
  summary: "run the manifest's tests against real resources",
  description:
    "Starts the resources that test.with names, empty and apart from those of dev, sets the service's variables, runs the tests, and takes the resources down again.",
  options: [
    ENVIRONMENT_OPTION,
    ...MANIFEST_OPTIONS,
    {
      flags: "--base <revision>",
      description:
        "hold the coverage against that of this commit, or the last recorded before it (default: the branch that origin has as its own)",
    },
    {
      flags: "--evidence <folder>",
      description: "write the signed statement of how they ended into this folder, too: a release bundle's statements",
    },
    {
      flags: "--outcome <path>",
      description:
        "write how they ended into this file, unsigned, where the platform keeps evidence: for towpath evidence sign on another machine",
    },
    {
      flags: "--keep",
      description: "leave the tests' resources running, with what is in them, until the next test, down or destroy",
    },
  ],
  examples: [
    ["towpath test", "runs the tests of the service in this folder"],
    ["towpath test --base origin/main", "shows how far the coverage fell or rose since the branch left main"],
  ],
  run: async (input, effects) => {
    const { test } = await import("@towpath/operations/test");
    return test(
      {
        ...environmentRequest(input),
        keepsResources: input.flag("keep"),
        base: input.text("base"),
        evidence: input.text("evidence"),
        outcome: input.text("outcome"),
      },
      effects,
    );
  },
};
