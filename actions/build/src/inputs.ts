import { flag, type InputValues, serviceInputs, text } from "@towpath/action-kit";

/** What a workflow may ask for. `action.yml` declares the same; a test holds the two together. */
export const inputs = {
  ...serviceInputs,
  version: text(),
  out: text(),
  sign: flag(true),
};

/** What a workflow asked for. */
export type BuildInput = InputValues<typeof inputs>;
