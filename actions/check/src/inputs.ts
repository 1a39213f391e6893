import { choice, flag, type InputValues, lines, names, text } from "@towpath/action-kit";

/** What a workflow may ask of the check. `action.yml` declares the same; a test holds the two together. */
export const inputs = {
  manifests: lines("**/towpath.yaml"),
  only: choice(["all", "changed"], "all"),
  platform: text(),
  environments: names(),
  failOn: choice(["mandatory", "advisory", "never"], "mandatory"),
  base: text(),
  workingDirectory: text({ default: "." }),
  token: text({ default: "${{ github.token }}" }),
  annotations: flag(true),
  summary: flag(true),
  comment: flag(true),
  suggestions: flag(false),
  checkRun: flag(false),
  sarif: flag(false),
  codeScanning: flag(false),
  junit: flag(false),
};

/** What a workflow asked for. */
export type CheckInput = InputValues<typeof inputs>;
