import { defineRule } from "../../rule/define-rule.ts";
import { actionName, placeOfUses } from "./action-names.ts";
import { POPULAR_ACTIONS } from "./popular-actions.ts";

const OWNERS = new Set(POPULAR_ACTIONS.map(ownerOf));

/** The owner of an action is the one that was meant, and not one that waits for a slip of the finger. */
export const typosquatUses = defineRule({
  id: "workflows/typosquat-uses",
  phase: "repository",
  select: { uses: "*" },
  meta: {
    severity: "critical",
    since: "0.2.0",
    messages: { near: "{{action}} is spelled nearly like {{popular}}, and belongs to somebody else." },
    docs: {
      summary: "No action's owner is spelled nearly like that of a widely used one.",
      rationale:
        "Whoever registers `action` or `acti0ns` gets every workflow in which somebody mistyped `actions`, with its token and secrets. " +
        "The rule knows widely used actions and looks at the owner: one letter more, fewer, other or swapped.",
      bad: [
        "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: action/checkout@11bd71901bbe5b1630ceea73d27597364c9af683\n",
      ],
      good: [
        "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683\n",
      ],
    },
  },
  check({ uses }, context) {
    const [owner = "", repo = ""] = actionName(uses)?.split("/") ?? [];
    if (owner === "" || OWNERS.has(owner)) return;
    const popular = POPULAR_ACTIONS.find((one) => one.endsWith(`/${repo}`) && isOneSlipFrom(owner, ownerOf(one)));
    if (popular === undefined) return;
    context.report({
      messageId: "near",
      at: placeOfUses(uses),
      path: ["uses"],
      data: { action: `${owner}/${repo}`, popular },
      suggestions: [`Write ${popular}, unless you know whose ${owner}/${repo} is.`],
    });
  },
});

function ownerOf(action: string): string {
  return action.slice(0, action.indexOf("/"));
}

/** Whether two names differ by one letter too many, too few or another, or by two neighbours that changed places. */
function isOneSlipFrom(a: string, b: string): boolean {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at += 1;
  const [restA, restB] = [a.slice(at), b.slice(at)];
  if (restA === restB) return false;
  const swapped = `${restA[1] ?? ""}${restA[0] ?? ""}${restA.slice(2)}`;
  return restA.slice(1) === restB.slice(1) || restA.slice(1) === restB || restA === restB.slice(1) || swapped === restB;
}
