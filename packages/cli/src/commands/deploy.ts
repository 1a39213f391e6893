import { type Command, ENVIRONMENT_OPTION, environmentRequest, MANIFEST_OPTIONS } from "./command.ts";

export const deploy: Command = {
  name: "deploy",
  summary: "bring a release to run, with proof; the old one stays when it does not hold",
  description:
    "Starts the release that was built last (or --release) beside the present one, runs its migration, switches when it is healthy and drains the old one.",
  options: [
    ENVIRONMENT_OPTION,
    ...MANIFEST_OPTIONS,
    { flags: "--release <digest>", description: "the artifact's digest, or its beginning (default: built last)" },
  ],
  examples: [
    ["towpath deploy -e dev", "deploys what was built last"],
    ["towpath deploy -e dev --release sha256:ab12cd34", "deploys one release by its digest"],
  ],
  run: async (input, effects) => {
    const { deploy } = await import("@towpath/operations/deploy");
    return deploy({ ...environmentRequest(input), release: input.text("release") }, effects);
  },
};
