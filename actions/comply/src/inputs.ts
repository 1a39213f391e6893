import { choice, flag, type InputValues, serviceInputs, text, tokenInput } from "@towpath/action-kit";

/** What a workflow may ask for. `action.yml` declares the same; a test holds the two together. */
export const inputs = {
  ...serviceInputs,
  release: text(),
  from: text(),
  to: text(),
  record: flag(true),
  failOn: choice(["controls", "missing", "never"], "controls"),
  token: tokenInput,
};

/** What a workflow asked for. */
export type ComplyInput = InputValues<typeof inputs>;
