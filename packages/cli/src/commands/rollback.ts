import { type Command, ENVIRONMENT_OPTION, environmentRequest, MANIFEST_OPTIONS } from "./command.ts";

export const rollback: Command = {
  name: "rollback",
  summary: "go back to what served an environment before",
  description:
    "Brings back the release that succeeded there before the present one (or --to), proved like every release. Freezes do not stand against it, and what is taken back is refused there until somebody insists.",
  options: [
    ENVIRONMENT_OPTION,
    ...MANIFEST_OPTIONS,
    { flags: "--to <digest>", description: "the digest of a release that succeeded there, or its beginning" },
    { flags: "--incident <id>", description: "what your incident tool calls the reason" },
  ],
  examples: [
    ["towpath rollback -e prod", "goes back by one release"],
    ["towpath rollback -e prod --to sha256:ab12cd34 --incident INC-7", "goes back to one, and notes why"],
  ],
  run: async (input, effects) => {
    const { rollback } = await import("@towpath/operations/rollback");
    return rollback({ ...environmentRequest(input), to: input.text("to"), incident: input.text("incident") }, effects);
  },
};
