import { type Command, ENVIRONMENT_OPTION, environmentRequest, MANIFEST_OPTIONS } from "./command.ts";

export const build: Command = {
  name: "build",
  summary: "run the manifest's build and pack the artifact",
  description:
    "Runs the build commands in order and packs what build.output names into one archive: same input, same digest.",
  options: [
    ENVIRONMENT_OPTION,
    ...MANIFEST_OPTIONS,
    { flags: "--release-version <version>", description: "the release's version (default: from git, or the digest)" },
  ],
  examples: [["towpath build", "builds and packs the service in this folder"]],
  run: async (input, effects) => {
    const { build } = await import("@towpath/operations/build");
    return build({ ...environmentRequest(input), version: input.text("releaseVersion") }, effects);
  },
};
