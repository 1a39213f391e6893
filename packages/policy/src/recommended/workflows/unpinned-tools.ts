import { defineRule } from "../../rule/define-rule.ts";
import { actionInput } from "./action-input.ts";
import { actionName, placeOfUses } from "./action-names.ts";

/**
 * Actions that fetch the newest release of a tool unless they are told which, with the input that tells them; those that
 * look it up in the project's files are none. By `owner/repo` in small letters. Source: each action's `action.yml`.
 */
const TOOLS: ReadonlyMap<string, string> = new Map([
  ["1password/load-secrets-action", "version"],
  ["aquasecurity/setup-trivy", "version"],
  ["azure/setup-helm", "version"],
  ["azure/setup-kubectl", "version"],
  ["extractions/setup-crate", "version"],
  ["extractions/setup-just", "just-version"],
  ["hashicorp/setup-packer", "version"],
  ["hashicorp/setup-terraform", "terraform_version"],
  ["opentofu/setup-opentofu", "tofu_version"],
  ["terraform-linters/setup-tflint", "tflint_version"],
]);
const NEWEST = new Set(["", "latest", "*", "stable", "nightly"]);

/** A tool that an action brings is the one that was looked at. */
export const unpinnedTools = defineRule({
  id: "workflows/unpinned-tools",
  phase: "repository",
  select: { step: "uses" },
  meta: {
    severity: "medium",
    since: "0.2.0",
    messages: {
      absent: "{{action}} fetches the newest release of its tool: its input `{{input}}` says no version.",
      newest: "{{action}} fetches whatever is newest: its input `{{input}}` is `{{version}}`.",
      expression: "Which version {{action}} fetches is known only when the workflow runs.",
    },
    docs: {
      summary: "Actions that fetch a tool are told which version.",
      rationale:
        "To use an action by its digest helps little where it then fetches whatever somebody released last. " +
        "The rule knows actions that do so by themselves.",
      bad: [
        "on: push\njobs:\n  scan:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: aquasecurity/setup-trivy@3fb12ec12f41e471780db15c232d5dd185dcb514 # v0.2.6\n",
      ],
      good: [
        "on: push\njobs:\n  scan:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: aquasecurity/setup-trivy@3fb12ec12f41e471780db15c232d5dd185dcb514 # v0.2.6\n        with: { version: v0.69.1 }\n",
      ],
    },
  },
  check(step, context) {
    if (step.kind !== "uses") return;
    const action = actionName(step.uses);
    const input = action === undefined ? undefined : TOOLS.get(action);
    if (action === undefined || input === undefined) return;
    const said = actionInput(step, input);
    const suggestions = [`Write the version that you mean: \`${input}: 1.2.3\`.`];
    const path = ["with", input];
    if (said.kind === "absent")
      context.report({ messageId: "absent", at: placeOfUses(step.uses), path, data: { action, input }, suggestions });
    else if (said.kind === "text" && NEWEST.has(said.text.toLowerCase()))
      context.report({
        messageId: "newest",
        at: said.scalar.keyPlace,
        path,
        data: { action, input, version: said.text },
        suggestions,
      });
    else if (said.kind === "expression")
      context.report({ messageId: "expression", at: said.scalar.keyPlace, path, data: { action }, suggestions });
  },
});
