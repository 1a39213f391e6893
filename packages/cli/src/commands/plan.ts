import {
  CONSENT_OPTIONS,
  type Command,
  ENVIRONMENT_OPTION,
  environmentRequest,
  MANIFEST_OPTIONS,
  REPORT_OPTIONS,
  WAIVED_OPTION,
} from "./command.ts";

export const plan: Command = {
  name: "plan",
  reports: "plan",
  summary: "show what apply would change",
  description:
    "Shows what would change, with the risk of each change and the digest that stands for all of them. Changes nothing.",
  options: [
    ENVIRONMENT_OPTION,
    ...MANIFEST_OPTIONS,
    { flags: "--destroy", description: "plan to take the service out" },
    ...CONSENT_OPTIONS.filter(({ flags }) => flags.includes("--allow")),
    { flags: "-o, --out <path>", description: "write the plan to a file, for apply" },
    ...REPORT_OPTIONS,
    WAIVED_OPTION,
  ],
  examples: [
    ["towpath plan -e dev", "shows what would change in dev"],
    ["towpath plan -e dev --out plan.json", "keeps the plan, so that apply carries out this one and no other"],
  ],
  run: async (input, effects) => {
    const { plan } = await import("@towpath/operations/plan");
    return plan(
      {
        ...environmentRequest(input),
        goal: input.flag("destroy") ? "destroy" : "match",
        allowed: input.list("allow"),
        out: input.text("out"),
      },
      effects,
    );
  },
};
