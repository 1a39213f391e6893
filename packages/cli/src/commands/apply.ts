import {
  APPROVED_OPTION,
  CONSENT_OPTIONS,
  type Command,
  ENVIRONMENT_OPTION,
  environmentRequest,
  MANIFEST_OPTIONS,
  OVERRIDE_OPTION,
} from "./command.ts";

export const apply: Command = {
  name: "apply",
  summary: "carry a plan out",
  description:
    "Plans again and carries the changes out. With a plan's file or its digest, only when the changes are those, and else it says what differs; without one it asks first on a terminal, and needs --yes elsewhere.",
  argument: { syntax: "[plan]", description: "the file that plan --out wrote" },
  options: [ENVIRONMENT_OPTION, ...MANIFEST_OPTIONS, APPROVED_OPTION, OVERRIDE_OPTION, ...CONSENT_OPTIONS],
  examples: [
    ["towpath apply -e dev", "plans, asks, applies"],
    ["towpath apply -e dev plan.json --yes", "applies what was approved, and refuses anything else"],
    [
      "towpath apply -e dev --approved sha256:…",
      "applies the changes that have this digest, and refuses anything else",
    ],
    ["towpath apply -e dev --allow data-loss:resources.db", "allows one change that loses data, by name"],
  ],
  run: async (input, effects) => {
    const { apply } = await import("@towpath/operations/apply");
    return apply(
      {
        ...environmentRequest(input),
        planFile: input.arguments[0],
        approved: input.text("approved"),
        overrideFreeze: input.text("overrideFreeze"),
        allowed: input.list("allow"),
        confirm: input.flag("yes") ? async () => true : input.ask,
      },
      effects,
    );
  },
};
