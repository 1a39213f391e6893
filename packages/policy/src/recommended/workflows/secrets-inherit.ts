import { defineRule } from "../../rule/define-rule.ts";
import { placeOfUses } from "./action-names.ts";

/** A workflow that is called gets the secrets that it needs, by name. */
export const secretsInherit = defineRule({
  id: "workflows/secrets-inherit",
  phase: "repository",
  select: { job: "call" },
  meta: {
    severity: "medium",
    since: "0.2.0",
    messages: { all: "The job {{job}} hands every secret of this repository to the workflow that it calls." },
    docs: {
      summary: "A called workflow is handed the secrets that it needs, by name.",
      rationale:
        "`secrets: inherit` hands over all that there are, also those that are added next year, to a workflow that may be somebody else's.",
      bad: [
        "on: push\njobs:\n  deploy:\n    uses: acme/platform/.github/workflows/deploy.yml@v2\n    secrets: inherit\n",
      ],
      good: [
        "on: push\njobs:\n  deploy:\n    uses: acme/platform/.github/workflows/deploy.yml@v2\n    secrets: { token: '${{ secrets.DEPLOY_TOKEN }}' }\n",
      ],
    },
  },
  check(job, context) {
    if (job.kind !== "call" || job.secrets?.kind !== "scalar" || job.secrets.text !== "inherit") return;
    context.report({
      messageId: "all",
      at: [placeOfUses(job.uses), job.secrets.place],
      path: ["secrets"],
      data: { job: job.id },
      suggestions: ["Name them: `secrets: { token: ${{ secrets.DEPLOY_TOKEN }} }`."],
    });
  },
});
