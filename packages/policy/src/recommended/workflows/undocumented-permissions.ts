import type { Permissions } from "../../repository/index.ts";
import { defineRule } from "../../rule/define-rule.ts";

/** Whoever reads a workflow learns why it may do what it may. */
export const undocumentedPermissions = defineRule({
  id: "workflows/undocumented-permissions",
  phase: "repository",
  select: { workflow: "*" },
  meta: {
    severity: "info",
    since: "0.2.0",
    messages: { silent: "No comment says what {{scopes}} is needed for." },
    docs: {
      summary: "Each permission has a comment that says what it is needed for.",
      rationale: "A permission whose reason nobody remembers is never taken back. `contents: read` speaks for itself.",
      bad: [
        "on: push\npermissions:\n  issues: write\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps: [{ run: npm test }]\n",
      ],
      good: [
        "on: push\npermissions:\n  contents: read\n  issues: write # to report flaky tests\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps: [{ run: npm test }]\n",
      ],
    },
  },
  check({ permissions, jobs }, context) {
    const look = (granted: Permissions | undefined, path: readonly string[]): void => {
      if (granted?.kind !== "scopes") return;
      const silent = [...granted.scopes].filter(
        ([scope, level]) => !(scope === "contents" && level.text === "read") && level.text !== "none" && !level.comment,
      );
      const [first] = silent;
      if (!first) return;
      context.report({
        messageId: "silent",
        at: first[1].keyPlace,
        path,
        data: { scopes: silent.map(([scope, { text }]) => `${scope}: ${text}`).join(", ") },
        suggestions: ["Write behind it what needs it: `issues: write # to report flaky tests`."],
      });
    };
    look(permissions, ["permissions"]);
    for (const job of jobs) look(job.permissions, ["jobs", job.id, "permissions"]);
  },
});
