import { type Command, ENVIRONMENT_OPTION, environmentRequest, MANIFEST_OPTIONS } from "./command.ts";

export const build: Command = {
  name: "build",
  summary: "run the manifest's build and pack the artifact",
  description:
    "Runs the build commands in order and packs what build.output names into one archive: same input, same digest.",
  options: [
    ENVIRONMENT_OPTION,
    ...MANIFEST_OPTIONS,
    {
      flags: "-o, --out <folder>",
      description: "also write the release into a folder, for towpath deploy --release on another machine",
    },
    { flags: "--release-version <version>", description: "the release's version (default: from git, or the digest)" },
  ],
  examples: [
    ["towpath build", "builds and packs the service in this folder"],
    ["towpath build --out release", "also writes the archive and what belongs to it into release/"],
  ],
  run: async (input, effects) => {
    const { build } = await import("@towpath/operations/build");
    const version = input.text("releaseVersion");
    return build({ ...environmentRequest(input), version, out: input.text("out") }, effects);
  },
};
