import {
  type Command,
  ENVIRONMENT_OPTION,
  environmentRequest,
  type Input,
  MANIFEST_OPTIONS,
  type Option,
  OVERRIDE_OPTION,
} from "./command.ts";

/** What is said about a deployment, of whatever command. */
export const DEPLOY_OPTIONS: readonly Option[] = [
  {
    flags: "--kind <kind>",
    description:
      "what it counts as: planned, hotfix or config (default: planned, or config for what runs there already)",
    choices: ["planned", "hotfix", "config"],
  },
  { flags: "--force <reason>", description: "insist on a release that failed there before, and say why" },
  OVERRIDE_OPTION,
  {
    flags: "--wait-for-approval <duration>",
    description: "wait until somebody agrees, as 30m, before anything is locked",
  },
  { flags: "--gates-only", description: "ask what stands against it, and deploy nothing" },
  { flags: "--incident <id>", description: "what your incident tool calls the reason" },
];

/** What was typed of them. */
export function deployWords(input: Input) {
  return {
    kind: input.text("kind"),
    force: input.text("force"),
    overrideFreeze: input.text("overrideFreeze"),
    waitForApproval: input.text("waitForApproval"),
    isGatesOnly: input.flag("gatesOnly"),
    incident: input.text("incident"),
  };
}

export const deploy: Command = {
  name: "deploy",
  summary: "bring a release to run, with proof; the old one stays when it does not hold",
  description:
    "Asks every gate of the environment, starts the release that was built last (or --release) beside the present one, runs its migration, switches when it is healthy and drains the old one.",
  options: [
    ENVIRONMENT_OPTION,
    ...MANIFEST_OPTIONS,
    {
      flags: "--release <release>",
      description:
        "the artifact's digest, or its beginning, or the folder that build --out wrote (default: built last)",
    },
    ...DEPLOY_OPTIONS,
  ],
  examples: [
    ["towpath deploy -e dev", "deploys what was built last"],
    ["towpath deploy -e dev --release sha256:ab12cd34", "deploys one release by its digest"],
    ["towpath deploy -e dev --release ./release", "deploys what another machine built"],
    ["towpath deploy -e prod --wait-for-approval 30m", "waits until somebody agrees, then deploys"],
    ["towpath deploy -e prod --gates-only", "says what stands against it"],
  ],
  run: async (input, effects) => {
    const { deploy } = await import("@towpath/operations/deploy");
    return deploy({ ...environmentRequest(input), release: input.text("release"), ...deployWords(input) }, effects);
  },
};
