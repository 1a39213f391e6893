import { defineRule } from "../../rule/define-rule.ts";

/** A job that hangs is ended before the day is over. */
export const jobTimeout = defineRule({
  id: "workflows/job-timeout",
  phase: "repository",
  select: { job: "steps" },
  meta: {
    severity: "low",
    since: "0.2.0",
    params: {
      schema: { maxMinutes: { type: "integer", minimum: 1, maximum: 360, default: 120 } },
      merge: { maxMinutes: "lower-only" },
    },
    messages: {
      missing: "The job {{job}} has no time limit, so it may hang for six hours.",
      long: "The job {{job}} may run for {{minutes}} minutes; at most {{max}} are allowed.",
    },
    docs: {
      summary: "Every job has a time limit.",
      rationale:
        "A test that waits for something that never comes holds a runner, and whoever waits for the verdict, for six hours: GitHub's own limit.",
      bad: ["on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps: [{ run: npm test }]\n"],
      good: [
        "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    timeout-minutes: 15\n    steps: [{ run: npm test }]\n",
      ],
    },
  },
  check(job, context) {
    if (job.kind !== "steps") return;
    const { maxMinutes: max } = context.params;
    const limit = job.timeoutMinutes;
    const path = ["timeout-minutes"];
    const suggestions = [`Write \`timeout-minutes: ${Math.min(30, max)}\`, or what the job needs at most.`];
    if (!limit) context.report({ messageId: "missing", at: job.place, path, data: { job: job.id }, suggestions });
    else if (typeof limit.raw === "number" && limit.raw > max)
      context.report({
        messageId: "long",
        at: limit.place,
        path,
        data: { job: job.id, minutes: limit.raw, max },
        suggestions,
      });
  },
});
