import { type Command, MANIFEST_OPTIONS } from "./command.ts";

export const policyExplain: Command = {
  name: "policy explain",
  summary: "say what a rule asks for, who made it as strict as it is, and how it fares now",
  description:
    "Says what a rule asks for and why, which pack, platform and service say how strictly it is taken, each with file and line, who set its parameters, which waivers there are for it, and how it fares with the service in this folder, or with one part of it.",
  argument: {
    syntax: "<rule...>",
    description: "a rule, and perhaps a part of the service: data/backup-retention resources.db",
  },
  options: [
    {
      flags: "-e, --environment <name>",
      description: "only this environment; may be given more than once (default: all)",
      isList: true,
    },
    ...MANIFEST_OPTIONS,
  ],
  examples: [
    ["towpath policy explain data/backup-retention", "explains the rule, for the service in this folder"],
    [
      "towpath policy explain data/backup-retention resources.db -e prod",
      "says how it fares with one database in prod",
    ],
  ],
  run: async (input, effects) => {
    const { policyExplain } = await import("@towpath/operations/policy-explain");
    const [rule = "", subject, ...more] = input.arguments;
    return policyExplain(
      {
        rule,
        subject: more.length === 0 ? subject : [subject, ...more].join(" "),
        manifest: input.text("file"),
        platform: input.text("platform"),
        environments: input.list("environment"),
      },
      effects,
    );
  },
};
