import { defineRule } from "../../rule/define-rule.ts";
import { isMeant, placeOfUses } from "./action-names.ts";

/**
 * Who uses an action by the digest of a commit runs tomorrow what was looked at today.
 *
 * Basis: GitHub's "Secure use reference", Using third-party actions.
 */
export const unpinnedUses = defineRule({
  id: "workflows/unpinned-uses",
  phase: "repository",
  select: { uses: "*" },
  meta: {
    severity: "high",
    since: "0.2.0",
    params: { schema: { tags: { type: "list", default: [] } }, merge: { tags: "remove-only" } },
    messages: {
      ref: "{{action}} is used by the tag or branch {{ref}}, which can mean something else tomorrow.",
    },
    docs: {
      summary: "Actions and reusable workflows of other repositories are used by the digest of a commit.",
      rationale:
        "A tag can be moved, and whoever takes over an action's repository moves it: every workflow that uses it then runs their code with its secrets. " +
        "A commit's digest cannot be moved. Name the release behind it in a comment, and let an update bot keep both in step. " +
        "`tags` lists whose tags are trusted all the same: `actions/*`, `acme/deploy`.",
      bad: [
        "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v4\n",
        "on: push\njobs:\n  call:\n    uses: acme/platform/.github/workflows/service.yml@main\n",
      ],
      good: [
        "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2\n      - uses: ./.github/actions/build\n",
      ],
    },
  },
  check(by, context) {
    const { uses } = by;
    if (uses.kind !== "repository" || uses.isPinned || uses.ref === undefined) return;
    if (context.params.tags.some((pattern) => isMeant(uses, pattern))) return;
    const action = [uses.owner, uses.repo, uses.path].filter(Boolean).join("/");
    context.report({
      messageId: "ref",
      at: placeOfUses(uses),
      path: ["uses"],
      data: { action, ref: uses.ref },
      suggestions: [`Write the digest of the commit that ${uses.ref} is today, and # ${uses.ref} behind it.`],
    });
  },
});
