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
    "Shows what would change, the worst risk first, and the digest that stands for all of it. Changes nothing. With --offline it looks at documents only, for whoever has no credentials: that is the difference of two graphs, and no plan.",
  argument: { syntax: "[addresses...]", description: "with --destroy: only what is kept under these" },
  options: [
    ENVIRONMENT_OPTION,
    ...MANIFEST_OPTIONS,
    { flags: "--destroy", description: "plan to take the service out" },
    ...CONSENT_OPTIONS.filter(({ flags }) => flags.includes("--allow")),
    { flags: "-o, --out <path>", description: "write the plan to a file, for apply" },
    { flags: "--offline", description: "show what differs in the documents, without a look at what is there" },
    {
      flags: "--base <revision>",
      description:
        "offline, hold the documents against this branch, tag or commit, or another folder as ./PATH (default: what was last applied)",
    },
    ...REPORT_OPTIONS,
    WAIVED_OPTION,
  ],
  examples: [
    ["towpath plan -e dev", "shows what would change in dev"],
    ["towpath plan -e dev --out plan.json", "keeps the plan, so that apply carries out this one and no other"],
    ["towpath plan -e dev --format markdown", "writes it as a page, with a fold for each change"],
    ["towpath plan -e prod --offline --base origin/main", "shows what a branch would ask for, without credentials"],
  ],
  run: async (input, effects) => {
    const { plan } = await import("@towpath/operations/plan");
    return plan(
      {
        ...environmentRequest(input),
        goal: input.flag("destroy") ? "destroy" : "match",
        addresses: input.arguments,
        allowed: input.list("allow"),
        out: input.text("out"),
        isOffline: input.flag("offline"),
        base: input.text("base"),
      },
      effects,
    );
  },
};
