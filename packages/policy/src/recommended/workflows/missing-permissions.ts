import type { Workflow } from "../../repository/index.ts";
import { defineRule } from "../../rule/define-rule.ts";

/** Whoever says nothing gets what the organisation's settings happen to give. */
export const missingPermissions = defineRule({
  id: "workflows/missing-permissions",
  phase: "repository",
  select: { workflow: "*" },
  meta: {
    severity: "medium",
    since: "0.2.0",
    fix: "unsafe",
    params: { schema: { alsoWhereJobsSay: { type: "boolean", default: false } } },
    messages: {
      workflow: "The workflow does not say what its token may do, so the repository's settings decide.",
      job: "The job {{job}} does not say what its token may do, nor does its workflow.",
    },
    docs: {
      summary: "Every workflow, or every job of it, says what its token may do.",
      rationale:
        "Without `permissions` a token gets what the repository or the organisation has as default, which may be to write everything, and changes without a trace in the file. " +
        "A workflow that only others call gets what its callers give. `alsoWhereJobsSay` reports a workflow without `permissions` also where each of its jobs has them.",
      bad: ["on: push\njobs:\n  call:\n    uses: ./.github/workflows/test.yml\n"],
      good: [
        "on: push\npermissions: { contents: read }\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps: [{ run: npm test }]\n",
        "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    permissions: { contents: read }\n    steps: [{ run: npm test }]\n",
      ],
    },
  },
  check(workflow, context) {
    if (isOnlyCalled(workflow) || workflow.mapping.get("permissions")) return;
    const silent = workflow.jobs.filter((job) => !job.mapping.get("permissions"));
    const suggestions = ["Begin with `permissions: { contents: read }` and add what a job needs to that job."];
    if (silent.some(({ kind }) => kind === "steps") || context.params.alsoWhereJobsSay)
      context.report({
        messageId: "workflow",
        at: workflow.place,
        path: ["permissions"],
        suggestions,
        fix: (edit) => edit.set(workflow.mapping.place, { contents: "read" }, ["permissions"]),
      });
    for (const job of silent)
      context.report({
        messageId: "job",
        at: job.place,
        path: ["jobs", job.id, "permissions"],
        data: { job: job.id },
        suggestions,
      });
  },
});

/** Whether nothing but other workflows starts it: then they answer for what it gets. */
export function isOnlyCalled({ triggers }: Workflow): boolean {
  return triggers.length > 0 && triggers.every(({ name }) => name === "workflow_call");
}
