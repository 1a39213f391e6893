import { choice, flag, lines, names, text } from "@towpath/action-kit";

/** What a workflow may ask of the check. `action.yml` declares the same; a test holds the two together. */
export const inputs = {
  manifests: lines("**/towpath.yaml"),
  platform: text(),
  environments: names(),
  failOn: choice(["mandatory", "advisory"], "mandatory"),
  workingDirectory: text({ default: "." }),
  annotations: flag(true),
  summary: flag(true),
};
