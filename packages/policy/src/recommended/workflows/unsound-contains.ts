import { contextPath } from "../../repository/expression/context-path.ts";
import { allIn, bare } from "../../repository/expression/parts.ts";
import { defineRule } from "../../rule/define-rule.ts";
import { conditionsOf } from "./conditions.ts";

/** `contains` with a text looks for a part of it, not for one of its words. */
export const unsoundContains = defineRule({
  id: "workflows/unsound-contains",
  phase: "repository",
  select: { condition: "*" },
  meta: {
    severity: "medium",
    since: "0.2.0",
    messages: {
      part: "contains() looks for {{context}} anywhere in the text '{{text}}': a part of a word is enough, and so is nothing.",
    },
    docs: {
      summary: "Membership is asked of a list, not of a text.",
      rationale:
        "`contains('main release', github.ref_name)` holds for a branch called `a`. Whoever names the branch, the label or the input passes the condition. " +
        'With a list (`fromJSON(\'["main", "release"]\')`) whole items are compared.',
      bad: [
        "on: push\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    if: contains('refs/heads/main refs/heads/release', github.ref)\n    steps:\n      - run: ./deploy.sh\n",
      ],
      good: [
        "on: push\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    if: contains(fromJSON('[\"refs/heads/main\", \"refs/heads/release\"]'), github.ref) || contains(github.ref, 'hotfix')\n    steps:\n      - run: ./deploy.sh\n",
      ],
    },
  },
  check(subject, context) {
    for (const { expression, interpolation } of conditionsOf(subject)) {
      for (const call of allIn(expression)) {
        if (call.kind !== "call" || call.name.toLowerCase() !== "contains") continue;
        const [haystack, needle] = call.args.map(bare);
        if (haystack?.kind !== "literal" || typeof haystack.value !== "string" || !needle || !contextPath(needle))
          continue;
        context.report({
          messageId: "part",
          at: interpolation.placeOf(call),
          path: ["if", String(call.start)],
          data: { context: interpolation.source.slice(needle.start, needle.end), text: haystack.value },
          suggestions: ['Write the words as a list: `contains(fromJSON(\'["…", "…"]\'), …)`.'],
        });
      }
    }
  },
});
