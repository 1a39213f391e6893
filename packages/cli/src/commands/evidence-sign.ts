import { type Command, ENVIRONMENT_OPTION, environmentRequest, MANIFEST_OPTIONS } from "./command.ts";

export const evidenceSign: Command = {
  name: "evidence sign",
  summary: "sign what another machine built and tested",
  description:
    "For a machine that holds the key and runs no command of the team's. Holds a release bundle, and what its tests came to, against the commit that is checked out here: its service, its manifest, every byte. Signs how it was built, what it is made of and how its tests ended, and writes the statements into a folder. Ends with 1 where something is not of this commit, or nobody can sign here.",
  options: [
    ENVIRONMENT_OPTION,
    ...MANIFEST_OPTIONS,
    { flags: "--release <folder>", description: "what towpath build --out wrote (default: release)" },
    { flags: "--tests <path>", description: "what towpath test --outcome wrote of the same commit" },
    { flags: "-o, --out <folder>", description: "where the statements go (default: the release's own statements)" },
  ],
  examples: [
    ["towpath evidence sign --release release --tests tests.json", "signs both, into release/statements"],
    ["towpath evidence sign --release release --out statements", "signs a release, into a folder beside it"],
  ],
  run: async (input, effects) => {
    const { evidenceSign } = await import("@towpath/operations/evidence-sign");
    const release = input.text("release") ?? "release";
    const out = input.text("out") ?? `${release}/statements`;
    return evidenceSign({ ...environmentRequest(input), release, tests: input.text("tests"), out }, effects);
  },
};
