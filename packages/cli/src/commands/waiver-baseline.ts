import { type Command, MANIFEST_OPTIONS } from "./command.ts";

export const waiverBaseline: Command = {
  name: "waiver baseline",
  summary: "write waivers for what a check finds today",
  description:
    "Writes an ordinary waiver for each mandatory finding of today, as narrow as what was found, into a new file, and names that file in the manifests. What cannot be waived is said. Meant for the day on which a rule becomes mandatory: what is there may stay for a while, and what is new may not.",
  argument: { syntax: "[files...]", description: "manifests, folders or globs (default: towpath.yaml)" },
  options: [
    ...MANIFEST_OPTIONS.filter(({ flags }) => !flags.includes("--file")),
    { flags: "--owner <team>", description: "who answers for the waivers (required)" },
    { flags: "--expires <date>", description: "their last day, such as 2027-01-30 (required)" },
    { flags: "--reason <text>", description: "why the rules do not hold here yet" },
    { flags: "--approved-by <team>", description: "the team that agrees" },
    { flags: "--rule <id>", description: "only findings of this rule; may be given more than once", isList: true },
    { flags: "--advice", description: "waive what only advises, too" },
    { flags: "-o, --out <path>", description: "the new file, or - to print it (default: waivers.yaml)" },
  ],
  examples: [
    ["towpath waiver baseline --owner team-checkout --expires 2027-01-30", "waives what fails today"],
    [
      "towpath waiver baseline 'services/*/towpath.yaml' --owner team-platform --expires 2027-01-30 --rule data/backup-retention -o waivers/backups.yaml",
      "waives one rule for many services",
    ],
  ],
  run: async (input, effects) => {
    const { waiverBaseline } = await import("@towpath/operations/waiver-baseline");
    return waiverBaseline(
      {
        manifests: input.arguments,
        platform: input.text("platform"),
        owner: input.text("owner"),
        expires: input.text("expires"),
        reason: input.text("reason"),
        approvedBy: input.text("approvedBy"),
        rules: input.list("rule"),
        hasAdvice: input.flag("advice"),
        out: input.text("out"),
      },
      effects,
    );
  },
};
