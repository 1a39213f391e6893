import { defineRule } from "../../rule/define-rule.ts";
import { isMeant, placeOfUses } from "./action-names.ts";

/** A platform says whose actions run in its pipelines. */
export const forbiddenUses = defineRule({
  id: "workflows/forbidden-uses",
  phase: "repository",
  select: { uses: "*" },
  meta: {
    severity: "high",
    since: "0.2.0",
    params: {
      schema: { allow: { type: "list", default: ["*"] }, deny: { type: "list", default: [] } },
      merge: { allow: "remove-only", deny: "add-only" },
    },
    messages: {
      denied: "{{action}} may not be used here: {{pattern}} is denied.",
      unlisted: "{{action}} may not be used here: nothing of what is allowed means it.",
    },
    docs: {
      summary: "Workflows use only actions that the platform allows.",
      rationale:
        "Every action runs with the job's token and secrets. `allow` and `deny` hold patterns: `acme/*`, `actions/checkout`, `acme/deploy@v2`, `*`. " +
        "Without parameters everything is allowed.",
      params: { deny: ["shady/*"] },
      bad: ["on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: shady/setup@v1\n"],
      good: [
        "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v5\n      - uses: ./build\n",
      ],
    },
  },
  check({ uses }, context) {
    if (uses.kind !== "repository") return;
    const { allow, deny } = context.params;
    const action = [uses.owner, uses.repo, uses.path].filter(Boolean).join("/");
    const at = placeOfUses(uses);
    const pattern = deny.find((one) => isMeant(uses, one));
    const suggestions = ["Use one that is allowed, or ask the platform team to allow it."];
    if (pattern !== undefined)
      context.report({ messageId: "denied", at, path: ["uses"], data: { action, pattern }, suggestions });
    else if (!allow.some((one) => isMeant(uses, one)))
      context.report({ messageId: "unlisted", at, path: ["uses"], data: { action }, suggestions });
  },
});
