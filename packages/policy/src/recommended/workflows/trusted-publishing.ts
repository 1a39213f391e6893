import type { Step } from "../../repository/index.ts";
import type { At } from "../../rule/at.ts";
import { defineRule } from "../../rule/define-rule.ts";
import { actionInput } from "./action-input.ts";
import { actionName } from "./action-names.ts";

/** Actions that publish, with the input that a long-lived token is handed over by. By `owner/repo` in small letters. */
const ACTIONS: ReadonlyMap<string, string> = new Map([
  ["pypa/gh-action-pypi-publish", "password"],
  ["rubygems/configure-rubygems-credentials", "api-token"],
]);
/** Commands that publish to a registry that takes an identity of the workflow in place of a token, with the variables of that token. */
const COMMANDS: readonly (readonly [command: RegExp, token: RegExp])[] = [
  [/\b(?:npm|pnpm|yarn(?: npm)?) publish\b/, /^(?:NODE_AUTH_TOKEN|NPM_TOKEN|YARN_NPM_AUTH_TOKEN)$/],
  [/\bcargo (?:\+\S+ )?publish\b/, /^CARGO_REGISTRY_TOKEN$/],
  [
    /\b(?:twine upload|uv publish|poetry publish|hatch publish|flit publish|pdm publish)\b/,
    /^(?:TWINE_PASSWORD|UV_PUBLISH_TOKEN|UV_PUBLISH_PASSWORD|POETRY_PYPI_TOKEN_PYPI|HATCH_INDEX_AUTH|FLIT_PASSWORD|PDM_PUBLISH_PASSWORD)$/,
  ],
  [/\bgem push\b/, /^GEM_HOST_API_KEY$/],
];

/** Whoever publishes proves which workflow they are, and keeps no token that can be stolen. */
export const trustedPublishing = defineRule({
  id: "workflows/trusted-publishing",
  phase: "repository",
  select: { step: ["uses", "run"] },
  meta: {
    severity: "medium",
    since: "0.2.0",
    messages: {
      token:
        "The package is published with a token that lasts, {{name}}, where the registry would take the workflow's own identity.",
    },
    docs: {
      summary: "Packages are published with the workflow's identity, not with a token that lasts.",
      rationale:
        "npm, PyPI, crates.io and RubyGems know trusted publishing: the registry is told once which workflow may publish, and no token can leak or has to be renewed.",
      bad: [
        "on: release\njobs:\n  publish:\n    runs-on: ubuntu-latest\n    steps:\n      - run: npm publish\n        env: { NODE_AUTH_TOKEN: '${{ secrets.NPM_TOKEN }}' }\n",
      ],
      good: [
        "on: release\njobs:\n  publish:\n    runs-on: ubuntu-latest\n    permissions: { id-token: write }\n    steps:\n      - run: npm publish\n",
      ],
    },
  },
  check(step, context) {
    const found = tokenIn(step);
    if (!found) return;
    context.report({
      messageId: "token",
      at: found.at,
      path: ["token"],
      data: { name: found.name },
      suggestions: [
        "Set trusted publishing up at the registry, grant the job `id-token: write`, and take the token out.",
      ],
    });
  },
});

function tokenIn(step: Step): { readonly name: string; readonly at: At } | undefined {
  if (step.kind === "uses") {
    const name = ACTIONS.get(actionName(step.uses) ?? "");
    const said = name === undefined ? undefined : actionInput(step, name);
    if (name === undefined || !said || (said.kind !== "text" && said.kind !== "expression")) return undefined;
    return { name, at: said.scalar.keyPlace };
  }
  if (step.kind !== "run") return undefined;
  const { run } = step;
  const variables = [step.env, ...(step.parent.kind === "steps" ? [step.parent.env, step.parent.workflow.env] : [])];
  for (const [command, token] of COMMANDS) {
    const match = command.exec(run.text);
    if (!match) continue;
    const name = variables.flatMap((env) => [...(env?.entries.keys() ?? [])]).find((key) => token.test(key));
    if (name !== undefined) return { name, at: run.placeOf(match.index, match.index + match[0].length) };
  }
  return undefined;
}
