import { fold, isTrue } from "../../repository/expression/fold.ts";
import { allIn, bare } from "../../repository/expression/parts.ts";
import { defineRule } from "../../rule/define-rule.ts";
import { conditionsOf } from "./conditions.ts";
import { expressionsIn } from "./expressions-in.ts";
import { jobsAndSteps } from "./jobs-and-steps.ts";

/** `a && b || c` chooses between b and c only when b is true itself. */
export const unsoundTernary = defineRule({
  id: "workflows/unsound-ternary",
  phase: "repository",
  select: { automation: "*" },
  meta: {
    severity: "medium",
    since: "0.2.0",
    messages: {
      never:
        "This is never chosen: {{value}} counts as false, so what stands behind || is taken whatever the condition says.",
    },
    docs: {
      summary: "A choice between two values can come to the first of them.",
      rationale:
        "`cond && '' || 'x'` always comes to `'x'`, since an empty text, 0, false and null count as false. The expression looks like a choice and is none. " +
        "Turn the condition around (`!cond && 'x' || ''`) or use `case`.",
      bad: [
        "on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    env:\n      FLAGS: ${{ github.ref == 'refs/heads/main' && '' || '--debug' }}\n    steps:\n      - run: ./build.sh\n",
      ],
      good: [
        "on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    env:\n      FLAGS: ${{ github.ref != 'refs/heads/main' && '--debug' || '' }}\n    steps:\n      - run: ./build.sh\n",
      ],
    },
  },
  check(file, context) {
    const conditions = jobsAndSteps(file).flatMap((one) =>
      one.if?.isBare ? conditionsOf(one).map((found) => ({ ...found, scalar: one.if?.scalar })) : [],
    );
    for (const { expression, interpolation, scalar } of [...expressionsIn(file.mapping), ...conditions]) {
      for (const or of allIn(expression)) {
        if (or.kind !== "logical" || or.operator !== "||") continue;
        for (const operand of or.operands.slice(0, -1)) {
          const and = bare(operand);
          const last = and.kind === "logical" && and.operator === "&&" ? and.operands.at(-1) : undefined;
          const value = last && fold(last);
          if (!last || !value || isTrue(value.value)) continue;
          context.report({
            messageId: "never",
            at: interpolation.placeOf(last),
            path: [...(scalar?.path ?? []), String(last.start)],
            data: { value: interpolation.source.slice(last.start, last.end) },
            suggestions: ["Turn the condition around, and write the value that counts as true first."],
          });
        }
      }
    }
  },
});
