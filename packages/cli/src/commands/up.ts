import { CONSENT_OPTIONS, type Command, ENVIRONMENT_OPTION, environmentRequest, MANIFEST_OPTIONS } from "./command.ts";

export const up: Command = {
  name: "up",
  summary: "check, provision, build and deploy on this machine, and print the address",
  description:
    "Everything in one: a second run changes nothing that is as it should be. Needs nothing installed but Node and npm.",
  options: [
    { ...ENVIRONMENT_OPTION, description: "the environment (default: the first that runs on this machine)" },
    ...MANIFEST_OPTIONS,
    ...CONSENT_OPTIONS.filter(({ flags }) => flags.includes("--allow")),
  ],
  examples: [
    ["towpath up", "runs the service in this folder, with its own database"],
    ["towpath up -f examples/orders/towpath.yaml", "runs another one"],
  ],
  run: async (input, effects) => {
    const { up } = await import("@towpath/operations/up");
    return up({ ...environmentRequest(input), allowed: input.list("allow") }, effects);
  },
};
