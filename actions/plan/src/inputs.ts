import { choice, flag, type InputValues, lines, names, text, tokenInput } from "@towpath/action-kit";

/** What a workflow may ask of the plan. `action.yml` declares the same; a test holds the two together. */
export const inputs = {
  manifests: lines("**/towpath.yaml"),
  only: choice(["all", "changed"], "changed"),
  platform: text(),
  environments: names(),
  offline: choice(["auto", "true", "false"], "auto"),
  allow: lines(),
  failOn: choice(["mandatory", "never"], "mandatory"),
  base: text(),
  workingDirectory: text({ default: "." }),
  token: tokenInput,
  annotations: flag(true),
  summary: flag(true),
  comment: flag(true),
  checkRun: flag(true),
};

/** What a workflow asked for. */
export type PlanInput = InputValues<typeof inputs>;
