import { defineRule } from "../../rule/define-rule.ts";
import { updatesOf } from "./dependabot-cooldown.ts";

/** Whoever looks for new versions has no need to run their code. */
export const dependabotExecution = defineRule({
  id: "supply-chain/dependabot-execution",
  phase: "repository",
  select: { repository: "*" },
  meta: {
    severity: "high",
    since: "0.2.0",
    fix: "unsafe",
    messages: { allowed: "Dependabot may run code of what it updates for {{ecosystem}}." },
    docs: {
      summary: "Dependabot runs no code of the packages that it updates.",
      rationale:
        "`insecure-external-code-execution: allow` lets manifests and packages run code while versions are looked up, with Dependabot's access to private registries.",
      bad: [
        "'.github/dependabot.yml':\n  version: 2\n  updates: [{ package-ecosystem: pip, directory: /, insecure-external-code-execution: allow }]\n",
      ],
      good: ["'.github/dependabot.yml':\n  version: 2\n  updates: [{ package-ecosystem: pip, directory: / }]\n"],
    },
  },
  check({ dependabot }, context) {
    for (const update of updatesOf(dependabot)) {
      const allowed = update.scalar("insecure-external-code-execution");
      if (allowed?.text !== "allow") continue;
      context.report({
        messageId: "allowed",
        at: allowed.keyPlace,
        path: allowed.path,
        data: { ecosystem: update.scalar("package-ecosystem")?.text ?? "an ecosystem" },
        suggestions: ["Write `deny`, or leave the line out."],
        fix: (edit) => edit.set(allowed.place, "deny"),
      });
    }
  },
});
