import { defineRule } from "../../rule/define-rule.ts";
import { isAction, usedActions } from "./used-actions.ts";

/** What the platform asks of every pipeline is in it. */
export const requiredSteps = defineRule({
  id: "supply-chain/required-steps",
  phase: "repository",
  select: { repository: "*" },
  meta: {
    severity: "high",
    since: "0.2.0",
    params: { schema: { uses: { type: "list", default: [] } }, merge: { uses: "add-only" } },
    messages: { missing: "No workflow uses {{action}}, which the platform asks for." },
    docs: {
      summary: "Workflows use every action that the platform asks for.",
      rationale:
        "A scan, a check or a deployment that every service must have is left out by copying an old workflow. The platform names actions or reusable workflows in `uses`: `acme/scan`, `acme/pipelines/.github/workflows/build.yml`. " +
        "Without parameters nothing is asked. That a step is there does not say that it is reached: see the rules about conditions. The example is checked with `uses: [acme/scan]`.",
      params: { uses: ["acme/scan"] },
      bad: ["on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v5\n"],
      good: ["on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: acme/scan@v2\n"],
    },
  },
  check(repository, context) {
    const { uses } = context.params;
    const used = uses.length === 0 ? [] : usedActions(repository);
    for (const action of uses) {
      if (used.some((one) => isAction(one, action))) continue;
      const [workflow] = repository.workflows;
      context.report({
        messageId: "missing",
        at: workflow ? workflow.place : repository.files.placeOf(".github/workflows"),
        about: ["workflows", action],
        data: { action },
        suggestions: [`Add a step or a job with \`uses: ${action}@…\` in the version that the platform team names.`],
      });
    }
  },
});
