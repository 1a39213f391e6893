import { type InputValues, serviceInputs, text } from "@towpath/action-kit";

/** What a workflow may ask for. `action.yml` declares the same; a test holds the two together. */
export const inputs = {
  ...serviceInputs,
  release: text({ default: "release" }),
  tests: text(),
  out: text(),
};

/** What a workflow asked for. */
export type SignInput = InputValues<typeof inputs>;
