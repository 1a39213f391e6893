import { defineRule } from "../../rule/define-rule.ts";
import { actionName, placeOfUses } from "./action-names.ts";
import { ARCHIVED_ACTIONS } from "./archived-actions.ts";

/** An action that nobody looks after any more keeps the holes it has. */
export const archivedUses = defineRule({
  id: "workflows/archived-uses",
  phase: "repository",
  select: { uses: "*" },
  meta: {
    severity: "medium",
    since: "0.2.0",
    params: { schema: { also: { type: "list", default: [] } }, merge: { also: "add-only" } },
    messages: { archived: "{{repository}} is archived: nobody mends what is found in it." },
    docs: {
      summary: "No workflow uses an action whose repository is archived.",
      rationale:
        "An archived repository takes no reports and no changes: what is found in it stays. " +
        "The rule knows widely used ones without asking GitHub; `also` names more (`owner/repo`).",
      bad: [
        "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/setup-ruby@e932e7af67fc4a8fc77bd86b744acd4e42fe3543\n",
      ],
      good: [
        "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: ruby/setup-ruby@e932e7af67fc4a8fc77bd86b744acd4e42fe3543\n",
      ],
    },
  },
  check({ uses }, context) {
    const [owner, repo] = actionName(uses)?.split("/") ?? [];
    const repository = `${owner}/${repo}`;
    const isArchived =
      ARCHIVED_ACTIONS.has(repository) || context.params.also.some((one) => one.toLowerCase() === repository);
    if (!isArchived) return;
    context.report({
      messageId: "archived",
      at: placeOfUses(uses),
      path: ["uses"],
      data: { repository },
      suggestions: ["Use the action that took its place; its page names one where there is one."],
    });
  },
});
