import { defineRule } from "../../rule/define-rule.ts";
import { scriptExpressions } from "./script-expressions.ts";
import { variableFix } from "./variable-fix.ts";

/** A script is a text of its own: whoever reads it knows what runs. */
export const expressionInScript = defineRule({
  id: "workflows/expression-in-script",
  phase: "repository",
  select: { step: ["run", "uses"] },
  meta: {
    severity: "info",
    since: "0.2.0",
    fix: "unsafe",
    messages: {
      filled: "The script is filled with {{read}} before it is run.",
      chosen: "A part of the script is chosen by an expression before it is run.",
    },
    docs: {
      summary: "Scripts hold no expressions at all.",
      rationale:
        "A script without ${{ }} can be copied to a terminal, linted and tested, and no later change of an expression can turn it into an injection. " +
        "The rule is about expressions that are harmless as they stand; the others are found by workflows/template-injection and workflows/unknown-in-script. " +
        "Secrets are left alone.",
      bad: [
        "on: push\njobs:\n  say:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo ${{ github.repository }}\n",
      ],
      good: [
        'on: push\njobs:\n  say:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo "$GITHUB_REPOSITORY"\n',
      ],
    },
  },
  check(step, context) {
    if (step.kind === "other") return;
    for (const { place, path, found, index, interpolation } of scriptExpressions(step)) {
      const common = {
        at: place,
        path: [...path, String(index)],
        suggestions: ["Set a variable to it in the step's `env`, and read the variable in the script."],
        fix: found ? variableFix(step, interpolation, found.names) : undefined,
      };
      if (!found) context.report({ messageId: "chosen", ...common });
      else if (found.trust === "fixed" && !found.source.startsWith("secrets."))
        context.report({ messageId: "filled", data: { read: found.read }, ...common });
    }
  },
});
