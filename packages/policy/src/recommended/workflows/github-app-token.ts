import { defineRule } from "../../rule/define-rule.ts";
import { actionInput } from "./action-input.ts";
import { actionName, majorOf, placeOfUses } from "./action-names.ts";

/** Permissions that an organisation has, and no repository of it. */
const OF_ORGANISATIONS = /^permission-(?:members|organization-.+|team-discussions)$/;

/** How an action is told what its token is for, by `owner/repo` in small letters. Source: each action's `action.yml`. */
const KINDS: ReadonlyMap<
  string,
  {
    readonly permission: RegExp;
    readonly repositories: readonly string[];
    /** The token is for one repository unless an owner is named; otherwise for all of the installation. */
    readonly isOfOwner: boolean;
    /** What leaves the token in force when the job has ended. */
    readonly keep: { readonly input: string; readonly value: string };
  }
> = new Map([
  [
    "actions/create-github-app-token",
    {
      permission: /^permission-/i,
      repositories: ["repositories"],
      isOfOwner: true,
      keep: { input: "skip-token-revoke", value: "true" },
    },
  ],
  [
    "tibdex/github-app-token",
    {
      permission: /^permissions$/i,
      repositories: ["repositories", "repository"],
      isOfOwner: false,
      keep: { input: "revoke", value: "false" },
    },
  ],
]);

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
    if (step.kind !== "uses") return;
    const kind = KINDS.get(actionName(step.uses) ?? "");
    if (!kind) return;
    const asked = [...(step.with?.entries.keys() ?? [])].filter((name) => kind.permission.test(name));
    const isOfOrganisation = asked.length > 0 && asked.every((name) => OF_ORGANISATIONS.test(name.toLowerCase()));
    const [owner, kept] = [actionInput(step, "owner"), actionInput(step, kind.keep.input)];
    const isNarrow = kind.repositories.some((name) => actionInput(step, name).kind !== "absent") || isOfOrganisation;
    const isOwners = owner.kind === "text" || owner.kind === "expression";
    const isEverywhere = kind.isOfOwner ? isOwners : majorOf(step.uses, 2) >= 2;
    if (isEverywhere && !isNarrow)
      context.report({
        messageId: "everywhere",
        at: isOwners ? owner.scalar.keyPlace : placeOfUses(step.uses),
        path: ["with", "repositories"],
        suggestions: ["Name the repositories: `repositories: orders, payments`."],
      });
    if (asked.length === 0 && owner.kind !== "unknown")
      context.report({
        messageId: "everything",
        at: placeOfUses(step.uses),
        path: ["with", "permission"],
        suggestions: ["Name what the job does with it: `permission-contents: write`."],
      });
    if (kept.kind === "text" && kept.text.toLowerCase() === kind.keep.value)
      context.report({
        messageId: "stays",
        at: kept.scalar.keyPlace,
        path: ["with", kind.keep.input],
        suggestions: [`Leave \`${kind.keep.input}\` out.`],
      });
  },
});
