import { defineRule } from "../../rule/define-rule.ts";
import { originIn } from "../origin-in.ts";
import { readSchedule, shortestGap } from "./schedule/cron.ts";

/** A job that runs all the time is a worker, at many times the price. */
export const scheduleFrequency = defineRule({
  id: "workload/schedule-frequency",
  phase: "graph",
  select: { workload: "job", having: "schedule" },
  meta: {
    severity: "low",
    since: "0.2.0",
    params: {
      schema: { minMinutes: { type: "integer", minimum: 1, maximum: 1_440, default: 5 } },
      merge: { minMinutes: "raise-only" },
    },
    messages: { often: "{{name}} runs again after {{gap}}; {{min}} is the least." },
    docs: {
      summary: "A job leaves some minutes between its runs.",
      rationale:
        "Each run starts a process or a container anew, which takes longer than most of what is done in a minute, and runs begin to overlap. `*` in the first field is often meant as `0`. " +
        "The rule looks at the schedule alone, not at how long a run takes.",
      bad: ['workload: { run: node tidy.js, kind: job, schedule: "* 3 * * *" }'],
      good: [
        'workload: { run: node tidy.js, kind: job, schedule: "0 3 * * *" }',
        'workload: { run: node tidy.js, kind: job, schedule: "*/15 * * * *" }',
      ],
    },
  },
  check(workload, context) {
    const schedule = workload.schedule === undefined ? undefined : readSchedule(workload.schedule);
    if (!schedule) return;
    const { minMinutes } = context.params;
    const gap = shortestGap(schedule);
    if (gap >= minMinutes) return;
    context.report({
      messageId: "often",
      at: originIn(workload, "schedule"),
      path: ["schedule"],
      data: { name: workload.name, gap: inMinutes(gap), min: inMinutes(minMinutes) },
      suggestions: [
        'Write one minute in the first field, such as "0 3 * * *", if it was meant to run once.',
        "Make it a worker that waits for itself if it has to look this often.",
      ],
    });
  },
});

function inMinutes(count: number): string {
  return count === 1 ? "1 minute" : `${count} minutes`;
}
