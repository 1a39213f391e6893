import type { Condition } from "../../repository/index.ts";
import { defineRule } from "../../rule/define-rule.ts";

/** A condition is one expression: with anything around it, it is a text, and a text is true. */
export const unsoundCondition = defineRule({
  id: "workflows/unsound-condition",
  phase: "repository",
  select: { condition: "*" },
  meta: {
    severity: "high",
    since: "0.2.0",
    fix: "unsafe",
    messages: {
      block: "This condition is always true: the block's line break belongs to it, which makes it a text.",
      text: "This condition is always true: there is more in it than one ${ … }, which makes it a text.",
    },
    docs: {
      summary: "A condition can be false.",
      rationale:
        "GitHub fills in each `${{ }}` of an `if` and asks whether the text that is left is empty. `${{ false }} ` is not: it has a space, or the line break that a block with `|` ends with. " +
        "So the step always runs, whatever was meant to keep it from running. " +
        "Without `${{ }}` all of the text is one expression and none of this can happen.",
      bad: [
        "on: push\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    if: |\n      ${{ github.ref == 'refs/heads/main' }}\n    steps:\n      - run: ./deploy.sh\n",
        "on: push\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    steps:\n      - if: ${{ github.ref == 'refs/heads/main' }} && ${{ github.event_name == 'push' }}\n        run: ./deploy.sh\n",
      ],
      good: [
        "on: push\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    if: |\n      github.ref == 'refs/heads/main' &&\n      github.event_name == 'push'\n    steps:\n      - if: ${{ github.ref == 'refs/heads/main' }}\n        run: ./deploy.sh\n",
      ],
    },
  },
  check(subject, context) {
    const condition = subject.if;
    if (!condition || condition.isBare) return;
    const { scalar } = condition;
    const [first] = condition.interpolations;
    if (!first || (first.start === 0 && first.end === scalar.text.length)) return;
    const isBlock = scalar.keyPlace.range?.start.line !== scalar.place.range?.start.line;
    const isLineBreak =
      isBlock && condition.interpolations.length === 1 && scalar.text.trim().length === first.end - first.start;
    context.report({
      messageId: isLineBreak ? "block" : "text",
      at: isBlock ? scalar.keyPlace : scalar.place,
      path: ["if"],
      fix: (edit) => edit.set(scalar.place, withoutBraces(condition).trim()),
      suggestions: [
        isLineBreak
          ? "Leave out ${{ and }}, or write the block with `|-`."
          : "Leave out each ${{ and }}: all of the condition is then one expression.",
      ],
    });
  },
});

/** All of a condition as one expression. */
function withoutBraces({ scalar, interpolations }: Condition): string {
  let text = "";
  let at = 0;
  for (const { start, end, source, expression } of interpolations) {
    const isWhole = expression?.kind !== "logical" || interpolations.length === 1;
    text += scalar.text.slice(at, start) + (isWhole ? source.trim() : `(${source.trim()})`);
    at = end;
  }
  return text + scalar.text.slice(at);
}
