import { defineRule } from "../../rule/define-rule.ts";
import { environmentsIn } from "./environments.ts";

const VARIABLE = "ACTIONS_ALLOW_UNSECURE_COMMANDS";

/**
 * What a job prints cannot set its variables.
 *
 * Basis: GitHub's notice of 2020-10-01 on the commands set-env and add-path.
 */
export const insecureCommands = defineRule({
  id: "workflows/insecure-commands",
  phase: "repository",
  select: { automation: "*" },
  meta: {
    severity: "high",
    since: "0.2.0",
    fix: "unsafe",
    messages: {
      allowed: `${VARIABLE} lets whatever a step prints set variables and the path of the steps after it.`,
    },
    docs: {
      summary: "Commands that were switched off for being insecure stay off.",
      rationale:
        "With this variable a line `::set-env name=…::…` in any output sets a variable: a test that prints the title of a pull request hands the job to whoever wrote the title. " +
        "GitHub switched the commands off in 2020; files (`$GITHUB_ENV`, `$GITHUB_PATH`) do the same for those who may. " +
        "GitHub takes `true` and `1` for yes and anything else for no.",
      bad: [
        `on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    env:\n      ${VARIABLE}: "true"\n    steps:\n      - run: make\n`,
      ],
      good: [
        `on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    env:\n      ${VARIABLE}: "false"\n    steps:\n      - run: echo "$HOME/bin" >> "$GITHUB_PATH"\n`,
      ],
    },
  },
  check(file, context) {
    for (const { value, variables } of environmentsIn(file)) {
      const on = variables(VARIABLE).find(({ text }) => /^\s*(?:\$?true|1)\s*$/i.test(text));
      if (!on) continue;
      context.report({
        messageId: "allowed",
        at: [value.keyPlace, { ...on.keyPlace, note: "set here" }],
        path: value.path,
        fix: (edit) => edit.remove(on.place),
        suggestions: ["Leave the variable out, and write to $GITHUB_ENV and $GITHUB_PATH."],
      });
    }
  },
});
