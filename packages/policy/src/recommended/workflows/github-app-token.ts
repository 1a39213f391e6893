import { defineRule } from "../../rule/define-rule.ts";
import { actionInput } from "./action-input.ts";
import { actionName, placeOfUses } from "./action-names.ts";

/** Permissions that an organisation has, and no repository of it. */
const OF_ORGANISATIONS = /^permission-(?:members|organization-.+|team-discussions)$/;

/** A GitHub App's token is for what the job does, and ends with it. */
export const githubAppToken = defineRule({
  id: "workflows/github-app-token",
  phase: "repository",
  select: { step: "uses" },
  meta: {
    severity: "high",
    since: "0.2.0",
    messages: {
      everywhere: "The token is for every repository of the owner that the app is installed in.",
      everything: "The token may do all that the app may: no input `permission-…` says what it is for.",
      stays: "The token is not taken back when the job ends.",
    },
    docs: {
      summary: "A token of a GitHub App names its repositories and permissions, and is taken back.",
      rationale:
        "`actions/create-github-app-token` gives out all permissions that the app has, in all repositories of `owner`, unless it is told otherwise. Whatever else runs in the job has that token, too.",
      bad: [
        "on: push\njobs:\n  release:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/create-github-app-token@1b10c78c7865c340bc4f6099eb2f838309f1e8c3\n        with: { app-id: 1, private-key: '${{ secrets.KEY }}' }\n",
      ],
      good: [
        "on: push\njobs:\n  release:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/create-github-app-token@1b10c78c7865c340bc4f6099eb2f838309f1e8c3\n        with: { app-id: 1, private-key: '${{ secrets.KEY }}', permission-contents: write }\n",
      ],
    },
  },
  check(step, context) {
    if (step.kind !== "uses" || actionName(step.uses) !== "actions/create-github-app-token") return;
    const asked = [...(step.with?.entries.keys() ?? [])].filter((name) => /^permission-/i.test(name));
    const isOfOrganisation = asked.length > 0 && asked.every((name) => OF_ORGANISATIONS.test(name.toLowerCase()));
    const [owner, repositories, skip] = ["owner", "repositories", "skip-token-revoke"].map((name) =>
      actionInput(step, name),
    );
    if (
      owner &&
      owner.kind !== "absent" &&
      owner.kind !== "unknown" &&
      repositories?.kind === "absent" &&
      !isOfOrganisation
    )
      context.report({
        messageId: "everywhere",
        at: owner.scalar.keyPlace,
        path: ["with", "repositories"],
        suggestions: ["Name the repositories: `repositories: orders, payments`."],
      });
    if (asked.length === 0 && owner?.kind !== "unknown")
      context.report({
        messageId: "everything",
        at: placeOfUses(step.uses),
        path: ["with", "permission"],
        suggestions: ["Name what the job does with it: `permission-contents: write`."],
      });
    if (skip?.kind === "text" && skip.text.toLowerCase() === "true")
      context.report({
        messageId: "stays",
        at: skip.scalar.keyPlace,
        path: ["with", "skip-token-revoke"],
        suggestions: ["Leave `skip-token-revoke` out."],
      });
  },
});
