import type { Step } from "../../repository/index.ts";
import { defineRule } from "../../rule/define-rule.ts";
import { actionInput } from "./action-input.ts";
import { actionName } from "./action-names.ts";

/** What a stranger's run has left is data, and not the next program. */
export const artifactTrust = defineRule({
  id: "workflows/artifact-trust",
  phase: "repository",
  select: { step: ["uses", "run"] },
  meta: {
    severity: "high",
    since: "0.2.0",
    messages: {
      unpacked:
        "An artifact of the run that started this workflow, maybe a stranger's, is unpacked over the folder that the job works in.",
    },
    docs: {
      summary: "A workflow on `workflow_run` unpacks artifacts into a folder of their own.",
      rationale:
        "The run before may have been of a pull request from a fork: its artifact holds whatever that wanted. Unpacked over the working folder it replaces scripts that the next step runs with the repository's rights. " +
        "Unpack it elsewhere, and read it as data.",
      bad: [
        "on: { workflow_run: { workflows: [test], types: [completed] } }\njobs:\n  report:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v5\n      - uses: actions/download-artifact@v5\n        with: { name: results, run-id: '${{ github.event.workflow_run.id }}' }\n      - run: ./report.sh\n",
      ],
      good: [
        "on: { workflow_run: { workflows: [test], types: [completed] } }\njobs:\n  report:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v5\n      - uses: actions/download-artifact@v5\n        with: { name: results, run-id: '${{ github.event.workflow_run.id }}', path: '${{ runner.temp }}/results' }\n      - run: ./report.sh\n",
      ],
    },
  },
  check(step, context) {
    if (step.parent.kind !== "steps" || !step.parent.workflow.triggers.some(({ name }) => name === "workflow_run"))
      return;
    const at = unpacks(step);
    if (!at) return;
    context.report({
      messageId: "unpacked",
      at,
      suggestions: ["Unpack it below `${{ runner.temp }}`, and run nothing of it."],
    });
  },
});

const FOREIGN = new Set(["actions/download-artifact", "dawidd6/action-download-artifact"]);

function unpacks(step: Step) {
  if (step.kind === "run") {
    const match = /\bgh run download\b(?![^\n]*(?:-D|--dir))/.exec(step.run.text);
    return match ? step.run.placeOf(match.index, match.index + match[0].length) : undefined;
  }
  const action = step.kind === "uses" ? actionName(step.uses) : undefined;
  if (step.kind !== "uses" || action === undefined || !FOREIGN.has(action)) return undefined;
  const isOfOtherRun = action !== "actions/download-artifact" || actionInput(step, "run-id").kind !== "absent";
  return isOfOtherRun && actionInput(step, "path").kind === "absent" ? step.uses.scalar.place : undefined;
}
