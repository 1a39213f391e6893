import { type Command, MANIFEST_OPTIONS } from "./command.ts";

export const check: Command = {
  name: "check",
  summary: "validate, resolve and apply the platform's rules, as the pull-request check does",
  argument: { syntax: "[files...]", description: "manifests, folders or globs (default: towpath.yaml)" },
  options: [
    ...MANIFEST_OPTIONS.filter(({ flags }) => !flags.includes("--file")),
    {
      flags: "-e, --environment <name>",
      description: "only this environment; may be given more than once",
      isList: true,
    },
  ],
  examples: [
    ["towpath check", "checks ./towpath.yaml in all of its environments"],
    [
      "towpath check examples/orders --platform examples/platform -e prod",
      "checks one service by one platform, for prod",
    ],
  ],
  run: async (input, effects) => {
    const { check } = await import("@towpath/operations/check");
    return check(
      { manifests: input.arguments, platform: input.text("platform"), environments: input.list("environment") },
      effects,
    );
  },
};
