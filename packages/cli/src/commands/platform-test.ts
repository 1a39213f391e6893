import { type Command, REPORT_OPTIONS } from "./command.ts";

export const platformTest: Command = {
  name: "platform test",
  reports: "platform test",
  summary: "make every type of a platform on every engine that runs here, and see what breaks its contract",
  description:
    "Makes, changes, breaks and takes down each type by each recipe for this machine's engines (local, drivers), with real servers in a data folder that ends with the run: its settings at their bounds and in each of their values, its versions, its outputs, its secrets, runs that are cut off and killed. Says which recipe breaks the contract of its type, and what was not run and why. Needs no cloud.",
  argument: {
    syntax: "[platform]",
    description: "the platform: a path, an npm package, a git tag (default: platform.yaml in this folder)",
  },
  options: [
    { flags: "-t, --type <type>", description: "only this type; may be given more than once", isList: true },
    {
      flags: "--engine <engine>",
      description: "only recipes for this engine, by its kind or name; may be given more than once",
      isList: true,
    },
    { flags: "--starter", description: "test the platform that comes with Towpath" },
    { flags: "--quick", description: "cut no run off in the middle, and kill none" },
    ...REPORT_OPTIONS,
  ],
  examples: [
    ["towpath platform test", "tests the platform in this folder"],
    ["towpath platform test --type postgres --quick", "tests one type, and nothing that takes long"],
    ["towpath platform test --report junit=platform.xml", "also writes what a pipeline shows"],
  ],
  run: async (input, effects) => {
    const { platformTest } = await import("@towpath/operations/platform-test");
    return platformTest(
      {
        platform: input.arguments[0],
        isStarter: input.flag("starter"),
        types: input.list("type"),
        engines: input.list("engine"),
        isQuick: input.flag("quick"),
      },
      effects,
    );
  },
};
