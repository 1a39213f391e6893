import { choice, flag, type InputValues, lines, names, text, tokenInput, wholeNumber } from "@towpath/action-kit";

/** What a workflow may ask for. `action.yml` declares the same; a test holds the two together. */
export const inputs = {
  manifests: lines("**/towpath.yaml"),
  platform: text(),
  environments: names(),
  waiverDays: wholeNumber(14, [0, 365]),
  issue: flag(true),
  failOn: choice(["drift", "never"], "drift"),
  workingDirectory: text({ default: "." }),
  token: tokenInput,
  annotations: flag(true),
  summary: flag(true),
};

/** What a workflow asked for. */
export type DriftInput = InputValues<typeof inputs>;
