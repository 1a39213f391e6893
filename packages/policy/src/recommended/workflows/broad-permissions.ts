import type { Permissions, Workflow } from "../../repository/index.ts";
import { defineRule } from "../../rule/define-rule.ts";

/** A job's token may do what the job does, and no more. */
export const broadPermissions = defineRule({
  id: "workflows/broad-permissions",
  phase: "repository",
  select: { workflow: "*" },
  meta: {
    severity: "high",
    since: "0.2.0",
    params: { schema: { alsoOneJob: { type: "boolean", default: false } } },
    messages: {
      all: "{{whose}} token may {{what}} everything.",
      scope: "Every job of the workflow gets {{scope}}: write, whether it needs it or not.",
    },
    docs: {
      summary: "No token may do everything, and what may be written is granted to the job that writes it.",
      rationale:
        "Whatever runs in a job, each action and each dependency's script with it, has the job's token. Granted to the whole workflow, a permission to write is there in the jobs that only test. " +
        "A workflow of one job makes no difference between the two; with `alsoOneJob` it is reported, too.",
      bad: [
        "on: push\npermissions: write-all\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps: [{ run: npm test }]\n",
        "on: push\npermissions: { contents: write }\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps: [{ run: npm test }]\n  release:\n    needs: test\n    runs-on: ubuntu-latest\n    steps: [{ run: npm run release }]\n",
      ],
      good: [
        "on: push\npermissions: {}\njobs:\n  test:\n    runs-on: ubuntu-latest\n    permissions: { contents: read }\n    steps: [{ run: npm test }]\n  release:\n    needs: test\n    runs-on: ubuntu-latest\n    permissions: { contents: write }\n    steps: [{ run: npm run release }]\n",
      ],
    },
  },
  check(workflow, context) {
    const whole = (permissions: Permissions | undefined, whose: string, path: readonly string[]): void => {
      if (permissions?.kind !== "all" || !/^(read|write)-all$/.test(permissions.level.text)) return;
      context.report({
        messageId: "all",
        at: permissions.keyPlace,
        path,
        data: { whose, what: permissions.level.text === "write-all" ? "write" : "read" },
        suggestions: ["Name what is needed: `permissions: { contents: read }`."],
      });
    };
    whole(workflow.permissions, "Every job's", ["permissions"]);
    for (const job of workflow.jobs) whole(job.permissions, `The job ${job.id}'s`, ["jobs", job.id, "permissions"]);
    if (workflow.permissions?.kind !== "scopes") return;
    if (isOfOneJob(workflow) && !context.params.alsoOneJob) return;
    for (const [scope, level] of workflow.permissions.scopes) {
      if (level.text !== "write") continue;
      context.report({
        messageId: "scope",
        at: level.keyPlace,
        path: ["permissions", scope],
        data: { scope },
        suggestions: ["Grant it to the job that needs it, under `jobs.JOB.permissions`."],
      });
    }
  },
});

function isOfOneJob({ jobs }: Workflow): boolean {
  return jobs.length < 2;
}
