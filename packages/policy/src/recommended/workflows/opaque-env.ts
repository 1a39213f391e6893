import { defineRule } from "../../rule/define-rule.ts";
import { environmentsIn } from "./environments.ts";

/** Which variables are set is written down. */
export const opaqueEnv = defineRule({
  id: "workflows/opaque-env",
  phase: "repository",
  select: { automation: "*" },
  meta: {
    severity: "low",
    since: "0.2.0",
    messages: {
      opaque: "All of these variables come from one expression: which they are cannot be read here.",
    },
    docs: {
      summary: "The names of variables are written down where they are set.",
      rationale:
        "An `env` that is an expression can set any variable, PATH, NODE_OPTIONS and ACTIONS_ALLOW_UNSECURE_COMMANDS among them, and no rule and no reviewer sees which. " +
        "A matrix of the same file that lists them is looked into.",
      bad: [
        "on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make\n        env: ${{ fromJSON(vars.BUILD_ENV) }}\n",
      ],
      good: [
        "on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    strategy: { matrix: { env: [{ CC: gcc }, { CC: clang }] } }\n    steps:\n      - run: make\n        env: ${{ matrix.env }}\n",
      ],
    },
  },
  check(file, context) {
    for (const { value, isOpaque } of environmentsIn(file))
      if (isOpaque)
        context.report({
          messageId: "opaque",
          at: value.keyPlace,
          path: value.path,
          suggestions: ["Write the variables by their names, each with its own expression."],
        });
  },
});
