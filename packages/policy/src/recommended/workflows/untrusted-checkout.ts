import type { Scalar, Step } from "../../repository/index.ts";
import { defineRule } from "../../rule/define-rule.ts";
import { actionInput } from "./action-input.ts";
import { actionName } from "./action-names.ts";
import { PRIVILEGED_TRIGGERS } from "./dangerous-triggers.ts";

/** What the head of a pull request is called. */
const HEAD =
  /github\.(?:head_ref|event\.(?:pull_request\.head\.|pull_request\.number|number|workflow_run\.(?:head_|pull_requests)))|refs\/pull\//i;
const CHECKED_OUT =
  /\bgh\s+pr\s+checkout\b|\bgit\s+(?:fetch|pull|checkout)\b[^\n]*\brefs\/pull\/|\bpull\/\$\{?\{?[^\n]*\/(?:head|merge)\b/;

/** The code of a pull request does not run where the repository's secrets are. */
export const untrustedCheckout = defineRule({
  id: "workflows/untrusted-checkout",
  phase: "repository",
  select: { step: ["uses", "run"] },
  meta: {
    severity: "critical",
    since: "0.2.0",
    messages: {
      head: "The code of the pull request is checked out in a workflow that runs on {{trigger}}, with the repository's token and secrets.",
    },
    docs: {
      summary: "No workflow on `pull_request_target` or `workflow_run` checks out the head of the pull request.",
      rationale:
        "Whoever opens a pull request then runs their code with a token that may write and with every secret: a build script, a test, a hook of the package manager is enough.",
      bad: [
        "on: pull_request_target\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v5\n        with:\n          ref: ${{ github.event.pull_request.head.sha }}\n      - run: npm test\n",
      ],
      good: [
        "on: pull_request\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v5\n        with:\n          ref: ${{ github.event.pull_request.head.sha }}\n      - run: npm test\n",
        "on: pull_request_target\njobs:\n  label:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v5\n      - run: ./label.sh\n",
      ],
    },
  },
  check(step, context) {
    if (step.parent.kind !== "steps") return;
    const trigger = step.parent.workflow.triggers.find(({ name }) => PRIVILEGED_TRIGGERS.includes(name));
    const found = trigger && headIn(step);
    if (!found) return;
    context.report({
      messageId: "head",
      at: found.keyPlace,
      path: found.path.slice(-2),
      data: { trigger: trigger.name },
      suggestions: [
        "Run what needs the code on `pull_request`, and hand its results over as an artifact that is only read.",
      ],
    });
  },
});

function headIn(step: Step): Scalar | undefined {
  if (step.kind === "run") return CHECKED_OUT.test(step.run.text) ? step.run : undefined;
  if (step.kind !== "uses" || actionName(step.uses) !== "actions/checkout") return undefined;
  for (const name of ["ref", "repository"]) {
    const said = actionInput(step, name);
    if ((said.kind === "text" || said.kind === "expression") && HEAD.test(said.scalar.text)) return said.scalar;
  }
  return undefined;
}
