import { type InputValues, lines, serviceInputs, text, tokenInput } from "@towpath/action-kit";

/** What a workflow may ask for. `action.yml` declares the same; a test holds the two together. */
export const inputs = {
  ...serviceInputs,
  approved: text({ default: "pull-request" }),
  allow: lines(),
  overrideFreeze: text(),
  token: tokenInput,
};

/** What a workflow asked for. */
export type ProvisionInput = InputValues<typeof inputs>;
