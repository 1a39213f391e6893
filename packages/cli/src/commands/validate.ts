import { type Command, MANIFEST_OPTIONS, REPORT_OPTIONS } from "./command.ts";

export const validate: Command = {
  name: "validate",
  reports: "validate",
  summary: "check documents only, all errors at once",
  description:
    "Checks manifests and the platform they are for: syntax, names, types, placeholders, settings. Runs no rule.",
  argument: { syntax: "[files...]", description: "manifests, folders or globs (default: towpath.yaml)" },
  options: [...MANIFEST_OPTIONS.filter(({ flags }) => !flags.includes("--file")), ...REPORT_OPTIONS],
  examples: [
    ["towpath validate", "checks ./towpath.yaml"],
    ["towpath validate 'services/**/towpath.yaml' --json", "checks all of a monorepo, as one JSON document"],
  ],
  run: async (input, effects) => {
    const { validate } = await import("@towpath/operations/validate");
    return validate({ manifests: input.arguments, platform: input.text("platform") }, effects);
  },
};
