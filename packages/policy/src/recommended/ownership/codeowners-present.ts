import { defineRule } from "../../rule/define-rule.ts";

/** Whoever changes a service asks somebody who knows it. */
export const codeownersPresent = defineRule({
  id: "ownership/codeowners-present",
  phase: "repository",
  select: { repository: "*" },
  meta: {
    severity: "medium",
    since: "0.2.0",
    messages: { missing: "The repository has no CODEOWNERS file, so nobody in particular reviews its changes." },
    docs: {
      summary: "A repository has a CODEOWNERS file.",
      rationale:
        "With it GitHub asks the right team to review, and a ruleset can require it. Without it a change to a manifest or a pipeline is approved by whoever is awake. " +
        "It is looked for where GitHub does: `.github/`, the root, `docs/`.",
      bad: ["{ README.md: Orders }"],
      good: ['{ .github/CODEOWNERS: "* @acme/shop" }'],
    },
  },
  check(repository, context) {
    if (repository.codeowners) return;
    context.report({
      messageId: "missing",
      at: repository.files.placeOf(".github/CODEOWNERS"),
      about: ["files", ".github/CODEOWNERS"],
      suggestions: ["Add `.github/CODEOWNERS` with the line `* @your-org/your-team`."],
    });
  },
});
