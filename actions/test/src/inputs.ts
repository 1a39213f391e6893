import { flag, type InputValues, serviceInputs, text } from "@towpath/action-kit";

/** What a workflow may ask for. `action.yml` declares the same; a test holds the two together. */
export const inputs = {
  ...serviceInputs,
  base: text(),
  evidence: text(),
  sign: flag(true),
};

/** What a workflow asked for. */
export type TestInput = InputValues<typeof inputs>;
