import { defineRule } from "../../rule/define-rule.ts";
import { possibleTexts } from "./possible-texts.ts";

/** A runner that lives on keeps what a job left on it. */
export const selfHostedRunner = defineRule({
  id: "workflows/self-hosted-runner",
  phase: "repository",
  select: { job: "steps" },
  meta: {
    severity: "medium",
    since: "0.2.0",
    messages: {
      label: "The job {{job}} runs on a runner of your own, which keeps what earlier jobs left there.",
      unknown: "Where the job {{job}} runs is known only when the workflow runs.",
    },
    docs: {
      summary: "Jobs run on GitHub's runners.",
      rationale:
        "On a public repository anybody's pull request runs on that machine, inside your network, and what it leaves there waits for the next job. " +
        "Where runners are made anew for each job and may reach nothing else, take a waiver or turn the rule off.",
      bad: ["on: push\njobs:\n  build:\n    runs-on: [self-hosted, linux]\n    steps: [{ run: make }]\n"],
      good: ["on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps: [{ run: make }]\n"],
    },
  },
  check(job, context) {
    if (job.kind !== "steps" || !job.runsOn) return;
    const { runsOn } = job;
    const texts = runsOn.labels.flatMap((label) => possibleTexts(label, job).map(({ text }) => text));
    const isOwn = runsOn.group !== undefined || texts.some((text) => text?.toLowerCase() === "self-hosted");
    if (!isOwn && !texts.includes(undefined)) return;
    context.report({
      messageId: isOwn ? "label" : "unknown",
      at: runsOn.value.keyPlace,
      path: ["runs-on"],
      data: { job: job.id },
      suggestions: ["Use one of GitHub's runners, such as `ubuntu-24.04`."],
    });
  },
});
