import type { SourceValue } from "../../repository/index.ts";
import { defineRule } from "../../rule/define-rule.ts";
import { isOnlyCalled } from "./missing-permissions.ts";

/** What a newer commit has overtaken does not run on. */
export const concurrencyLimits = defineRule({
  id: "workflows/concurrency-limits",
  phase: "repository",
  select: { workflow: "*" },
  meta: {
    severity: "info",
    since: "0.2.0",
    messages: {
      missing:
        "The job {{job}} runs as often at once as it is started: neither it nor its workflow has a `concurrency`.",
      open: "{{what}} does not say whether a newer run ends the one that is under way.",
    },
    docs: {
      summary: "Workflows say how many of their runs go on at once.",
      rationale:
        "Ten pushes start ten runs, and whoever can push or open pull requests can fill every runner. `concurrency` with `cancel-in-progress` (true or false) says what is wanted.",
      bad: ["on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps: [{ run: npm test }]\n"],
      good: [
        "on: push\nconcurrency: { group: '${{ github.workflow }}-${{ github.ref }}', cancel-in-progress: true }\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps: [{ run: npm test }]\n",
      ],
    },
  },
  check(workflow, context) {
    if (isOnlyCalled(workflow)) return;
    const start = workflow.on?.keyPlace ?? workflow.place;
    const suggestions = [
      "Write `concurrency: { group: '${{ github.workflow }}-${{ github.ref }}', cancel-in-progress: true }`.",
    ];
    // It is the workflow that mostly says it, so that is where it is said; the job stands behind it.
    const look = (limit: SourceValue, what: string, path: readonly string[]): void => {
      if (limit.kind === "mapping" && limit.get("cancel-in-progress")) return;
      if (limit.kind === "scalar" && limit.interpolations.length > 0) return;
      const at = limit === workflow.concurrency ? limit.keyPlace : [start, { ...limit.keyPlace, note: "here" }];
      context.report({ messageId: "open", at, path, data: { what }, suggestions });
    };
    if (workflow.concurrency) return look(workflow.concurrency, "The workflow's `concurrency`", ["concurrency"]);
    for (const job of workflow.jobs) {
      const path = ["jobs", job.id, "concurrency"];
      if (job.concurrency) look(job.concurrency, `The \`concurrency\` of the job ${job.id}`, path);
      else
        context.report({
          messageId: "missing",
          at: [start, { ...job.place, note: "this job" }],
          path,
          data: { job: job.id },
          suggestions,
        });
    }
  },
});
