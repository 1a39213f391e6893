import type { Repository, Step } from "../../repository/index.ts";
import { defineRule } from "../../rule/define-rule.ts";
import { isAction, usedActions } from "./used-actions.ts";

/** Tools that write a list of parts, as they are called in scripts. */
const TOOL =
  /(?:^|[\s;&|(])(?:syft|cdxgen|cyclonedx(?:-[\w-]+)?|npm sbom|bom generate|sbom-tool|trivy\s.{0,200}--format\s+(?:cyclonedx|spdx)|docker\s.{0,200}--sbom)/;

/** When the next flaw is found, it is known which releases have it. */
export const sbom = defineRule({
  id: "supply-chain/sbom",
  phase: "repository",
  select: { repository: "*" },
  meta: {
    severity: "low",
    since: "0.2.0",
    params: {
      schema: {
        actions: {
          type: "list",
          default: [
            "actions/attest-sbom",
            "advanced-security/sbom-generator-action",
            "anchore/sbom-action",
            "cyclonedx/*",
            "microsoft/sbom-action",
          ],
        },
      },
    },
    messages: { none: "No workflow writes down what a release is made of (an SBOM)." },
    docs: {
      summary: "Some workflow writes a software bill of materials.",
      rationale:
        "The question «are we affected» is then a search and not a week. Customers and regulators ask for it, too. " +
        "The rule looks for actions of `actions`, for common tools in scripts, and for `sbom: true` of an image's build. Repositories without workflows are not judged.",
      bad: ["on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make\n"],
      good: [
        "on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: anchore/sbom-action@v0\n",
        "on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - run: npm sbom --sbom-format cyclonedx > sbom.json\n",
      ],
    },
  },
  check(repository, context) {
    const [workflow] = repository.workflows;
    if (!workflow) return;
    const isUsed = usedActions(repository).some((uses) => context.params.actions.some((name) => isAction(uses, name)));
    if (isUsed || stepsOf(repository).some(writesSbom)) return;
    context.report({
      messageId: "none",
      at: workflow.place,
      about: ["workflows", "sbom"],
      suggestions: ["Add a step to the workflow that releases, such as `npm sbom` or an action that scans the image."],
    });
  },
});

function stepsOf({ workflows, actions }: Repository): readonly Step[] {
  return [...workflows.flatMap((workflow) => workflow.jobs), ...actions].flatMap(({ steps }) => steps);
}

function writesSbom(step: Step): boolean {
  if (step.kind === "run") return TOOL.test(step.run.text);
  return step.kind === "uses" && step.with?.scalar("sbom")?.text.trim() === "true";
}
