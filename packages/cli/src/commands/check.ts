import { type Command, MANIFEST_OPTIONS, REPORT_OPTIONS, WAIVED_OPTION } from "./command.ts";

/** The first is what `--fix` alone means. */
const FIXES = ["safe", "all"] as const;

export const check: Command = {
  name: "check",
  reports: "check",
  summary: "validate, resolve and apply the platform's rules, as the pull-request check does",
  argument: { syntax: "[files...]", description: "manifests, folders or globs (default: towpath.yaml)" },
  options: [
    ...MANIFEST_OPTIONS.filter(({ flags }) => !flags.includes("--file")),
    {
      flags: "-e, --environment <name>",
      description: "only this environment; may be given more than once",
      isList: true,
    },
    {
      flags: "--fix [which]",
      description:
        "change files: make the fixes that keep what a document means, or `--fix=all` of them, then check again",
      choices: FIXES,
    },
    {
      flags: "--base <revision>",
      description:
        "check by the platform, rules and waivers of this branch, tag or commit as well, as the pull-request check does",
    },
    {
      flags: "--changed",
      description: "only services that differ from --base (default: the branch that origin has as its own)",
    },
    ...REPORT_OPTIONS,
    WAIVED_OPTION,
  ],
  examples: [
    ["towpath check --fix", "mends what can be mended without changing what is asked for, then checks"],
    ["towpath check", "checks ./towpath.yaml in all of its environments"],
    ["towpath check --report sarif=towpath.sarif", "also writes a file for code scanning"],
    ["towpath check --base origin/main --changed", "checks what your branch changes, as its pull request will be"],
    [
      "towpath check examples/orders --platform examples/platform -e prod",
      "checks one service by one platform, for prod",
    ],
  ],
  run: async (input, effects) => {
    const { check } = await import("@towpath/operations/check");
    return check(
      {
        manifests: input.arguments,
        platform: input.text("platform"),
        environments: input.list("environment"),
        base: input.text("base") ?? (input.flag("changed") ? "origin/HEAD" : undefined),
        isChangedOnly: input.flag("changed"),
        fix: FIXES.find((choice) => choice === input.text("fix")),
        hasEdits: input.isJson || input.list("report").some((report) => report.startsWith("json=")),
      },
      effects,
    );
  },
};
