import { flag, text } from "./input.ts";

/** What every action about one service can be asked. */
export const serviceInputs = {
  manifest: text({ default: "towpath.yaml" }),
  platform: text(),
  environment: text(),
  workingDirectory: text({ default: "." }),
  annotations: flag(true),
  summary: flag(true),
};

/** The token of the run, as `action.yml` declares it: the expression is for the runner to fill in. */
export const tokenInput = text({ default: "${{ github.token }}" });
