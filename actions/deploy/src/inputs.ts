import { choice, flag, type InputValues, serviceInputs, text, tokenInput } from "@towpath/action-kit";

/** What a workflow may ask for. `action.yml` declares the same; a test holds the two together. */
export const inputs = {
  ...serviceInputs,
  release: text(),
  kind: choice(["planned", "hotfix", "config", "rollback"], "planned"),
  incident: text(),
  force: text(),
  overrideFreeze: text(),
  waitForApproval: text(),
  gatesOnly: flag(false),
  approve: flag(false),
  reason: text(),
  sign: flag(true),
  token: tokenInput,
};

/** What a workflow asked for. */
export type DeployInput = InputValues<typeof inputs>;
