import { defineRule } from "../../rule/define-rule.ts";
import { originIn } from "../origin-in.ts";
import { everRuns, readSchedule } from "./schedule/cron.ts";

/** A job that never runs is noticed by what it did not do. */
export const schedulePossible = defineRule({
  id: "workload/schedule-possible",
  phase: "graph",
  select: { workload: "job", having: "schedule" },
  meta: {
    severity: "high",
    since: "0.2.0",
    messages: { never: '{{name}} never runs: no month of "{{schedule}}" has such a day.' },
    docs: {
      summary: "There is a day on which a job runs.",
      rationale:
        "A schedule for the thirty-first of November is valid and never comes due. Nobody sees a backup that was not taken. " +
        "The 29th of February counts as a day.",
      bad: ['workload: { run: node bill.js, kind: job, schedule: "0 3 31 2,4,6,9,11 *" }'],
      good: ['workload: { run: node bill.js, kind: job, schedule: "0 3 28 * *" }'],
    },
  },
  check(workload, context) {
    const schedule = workload.schedule === undefined ? undefined : readSchedule(workload.schedule);
    if (!schedule || everRuns(schedule)) return;
    context.report({
      messageId: "never",
      at: originIn(workload, "schedule"),
      path: ["schedule"],
      data: { name: workload.name, schedule: workload.schedule ?? "" },
      suggestions: ["Take the 28th, or run it every day and let it see whether the month is over."],
    });
  },
});
