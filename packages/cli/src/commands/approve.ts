import { type Command, ENVIRONMENT_OPTION, environmentRequest, MANIFEST_OPTIONS } from "./command.ts";

export const approve: Command = {
  name: "approve",
  summary: "agree that a release goes into an environment",
  description:
    "Records that you agree to one release, or one plan, by its digest: GITHUB_ACTOR in a workflow, this machine's user elsewhere. It deploys nothing. What will not count, such as your own work, is on record all the same, and ends with 1. Without --release it is what was refused there last, or what was built last.",
  options: [
    ENVIRONMENT_OPTION,
    ...MANIFEST_OPTIONS,
    { flags: "--release <digest>", description: "the artifact's digest, or its beginning" },
    { flags: "--plan <digest>", description: "agree to a plan instead, by the digest that towpath plan shows" },
    { flags: "--reason <text>", description: "why, for the record" },
  ],
  examples: [
    ["towpath approve -e prod", "agrees to what waits for it"],
    ["towpath approve -e prod --release sha256:ab12cd34", "agrees to one release, by its digest"],
  ],
  run: async (input, effects) => {
    const { approve } = await import("@towpath/operations/approve");
    return approve(
      {
        ...environmentRequest(input),
        release: input.text("release"),
        plan: input.text("plan"),
        reason: input.text("reason"),
      },
      effects,
    );
  },
};
