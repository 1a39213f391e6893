import { defineRule } from "../../rule/define-rule.ts";

const INSTEAD: Readonly<Record<string, string>> = {
  "set-output": "$GITHUB_OUTPUT",
  "save-state": "$GITHUB_STATE",
  "set-env": "$GITHUB_ENV",
  "add-path": "$GITHUB_PATH",
};

const COMMANDS = /::(?:(set-output|save-state|set-env)\s+name=|add-path::)/g;

/**
 * Steps talk to the runner through files.
 *
 * Basis: GitHub's notices of 2020-10-01 (set-env, add-path) and 2022-10-11 (save-state, set-output).
 */
export const deprecatedCommands = defineRule({
  id: "workflows/deprecated-commands",
  phase: "repository",
  select: { step: "run" },
  meta: {
    severity: "low",
    since: "0.2.0",
    messages: {
      deprecated: "The command ::{{command}} is deprecated, and anything that a step prints could be one.",
    },
    docs: {
      summary: "Scripts use no workflow command that GitHub has withdrawn.",
      rationale:
        "`set-env` and `add-path` do nothing since 2020 unless they are allowed again, `set-output` and `save-state` warn since 2022. " +
        "Whoever can make a step print a line could set an output with them; a file has to be written to on purpose.",
      bad: [
        "on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - run: |\n          echo '::set-output name=version::1.2.3'\n",
      ],
      good: [
        "on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - run: |\n          echo 'version=1.2.3' >> \"$GITHUB_OUTPUT\"\n          echo '::notice::built'\n",
      ],
    },
  },
  check(step, context) {
    if (step.kind !== "run") return;
    const { run } = step;
    for (const found of run.text.matchAll(COMMANDS)) {
      const { 0: text, index } = found;
      const command = found[1] ?? "add-path";
      context.report({
        messageId: "deprecated",
        at: run.placeOf(index, index + text.trimEnd().length),
        path: ["run", String(index)],
        data: { command },
        suggestions: [
          `Write a line to ${INSTEAD[command]} in its place: \`echo "name=value" >> "${INSTEAD[command]}"\`.`,
        ],
      });
    }
  },
});
