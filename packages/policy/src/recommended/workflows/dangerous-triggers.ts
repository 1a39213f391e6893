import type { Workflow } from "../../repository/index.ts";
import { defineRule } from "../../rule/define-rule.ts";
import { actionName } from "./action-names.ts";

/** What runs for somebody else's pull request with the rights of the repository. */
export const PRIVILEGED_TRIGGERS: readonly string[] = ["pull_request_target", "workflow_run"];
/** Actions that were made for them: they run nothing of the pull request. */
const HARMLESS = new Set(["actions/first-interaction", "actions/labeler"]);

/** A workflow that a stranger's pull request starts does not run with the repository's rights. */
export const dangerousTriggers = defineRule({
  id: "workflows/dangerous-triggers",
  phase: "repository",
  select: { workflow: "*" },
  meta: {
    severity: "high",
    since: "0.2.0",
    messages: { trigger: "{{trigger}} runs for pull requests of strangers with the repository's token and secrets." },
    docs: {
      summary: "No workflow runs on `pull_request_target` or `workflow_run`.",
      rationale:
        "They exist so that a pull request from a fork can be labelled or commented on, with a token that may write. One step that builds, installs or unpacks something of the pull request hands that token to its author. " +
        "`pull_request` runs the same without the rights. Workflows of nothing but `actions/labeler` or `actions/first-interaction` are left alone.",
      bad: [
        "on: pull_request_target\npermissions: {}\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps: [{ run: npm test }]\n",
      ],
      good: [
        "on: pull_request\npermissions: {}\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps: [{ run: npm test }]\n",
        "on: pull_request_target\npermissions: { pull-requests: write }\njobs:\n  label:\n    runs-on: ubuntu-latest\n    steps: [{ uses: actions/labeler@634933edcd8ababfe52f92936142cc22ac488b1b }]\n",
      ],
    },
  },
  check(workflow, context) {
    const trigger = workflow.triggers.find(({ name }) => PRIVILEGED_TRIGGERS.includes(name));
    if (!trigger || isHarmless(workflow)) return;
    context.report({
      messageId: "trigger",
      at: workflow.on?.keyPlace ?? trigger.place,
      path: ["on", trigger.name],
      data: { trigger: trigger.name },
      suggestions: [
        "Use `pull_request`, and do what needs rights in a workflow that looks at nothing of the pull request.",
      ],
    });
  },
});

function isHarmless({ jobs }: Workflow): boolean {
  const steps = jobs.flatMap((job) => job.steps);
  return (
    jobs.every(({ kind }) => kind === "steps") &&
    steps.length > 0 &&
    steps.every((step) => step.kind === "uses" && HARMLESS.has(actionName(step.uses) ?? ""))
  );
}
