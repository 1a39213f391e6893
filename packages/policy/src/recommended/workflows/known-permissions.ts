import { nearest } from "@towpath/core";
import type { Mapping, Permissions } from "../../repository/index.ts";
import { defineRule } from "../../rule/define-rule.ts";

const ANY = ["read", "write", "none"];
/** What each permission takes. Source: GitHub's "Workflow syntax", `permissions`. */
const SCOPES: ReadonlyMap<string, readonly string[]> = new Map([
  ["actions", ANY],
  ["artifact-metadata", ANY],
  ["attestations", ANY],
  ["checks", ANY],
  ["contents", ANY],
  ["deployments", ANY],
  ["discussions", ANY],
  ["id-token", ["write", "none"]],
  ["issues", ANY],
  ["models", ["read", "none"]],
  ["packages", ANY],
  ["pages", ANY],
  ["pull-requests", ANY],
  ["repository-projects", ANY],
  ["security-events", ANY],
  ["statuses", ANY],
]);

/** A permission that is misspelt is none, and nobody notices until the job fails. */
export const knownPermissions = defineRule({
  id: "workflows/known-permissions",
  phase: "repository",
  select: { workflow: "*" },
  meta: {
    severity: "medium",
    since: "0.2.0",
    messages: {
      scope: "There is no permission {{scope}}.",
      level: "{{scope}} cannot be {{level}}: it takes {{levels}}.",
      empty: "`permissions` has nothing behind it, which GitHub refuses.",
      all: "`permissions` cannot be {{level}}: it takes read-all, write-all, or permissions by name.",
    },
    docs: {
      summary: "Permissions are those that GitHub knows, at levels that they have.",
      rationale: "GitHub refuses the whole workflow, and it does not run: no check of the pull request says so.",
      bad: [
        "on: push\npermissions: { content: read }\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps: [{ run: npm test }]\n",
      ],
      good: [
        "on: push\npermissions: { contents: read, id-token: write }\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps: [{ run: npm test }]\n",
      ],
    },
  },
  check({ mapping, permissions, jobs }, context) {
    const look = (of: Mapping, granted: Permissions | undefined, path: readonly string[]): void => {
      const written = of.scalar("permissions");
      if (written?.raw === null)
        context.report({
          messageId: "empty",
          at: written.keyPlace,
          path,
          suggestions: ["Write `permissions: {}` for none."],
        });
      if (
        granted?.kind === "all" &&
        granted.level.raw !== null &&
        !/^(read|write)-all$/.test(granted.level.text) &&
        granted.level.interpolations.length === 0
      )
        context.report({ messageId: "all", at: granted.level.place, path, data: { level: granted.level.text } });
      if (granted?.kind !== "scopes") return;
      for (const [scope, level] of granted.scopes) {
        const levels = SCOPES.get(scope);
        const about = [...path, scope];
        if (!levels) {
          const near = nearest(scope, SCOPES.keys());
          const suggestions = near === undefined ? [] : [`Did you mean ${near}?`];
          context.report({ messageId: "scope", at: level.keyPlace, path: about, data: { scope }, suggestions });
        } else if (!levels.includes(level.text) && level.interpolations.length === 0) {
          const data = { scope, level: level.text === "" ? "empty" : level.text, levels: levels.join(", ") };
          context.report({ messageId: "level", at: level.place, path: about, data });
        }
      }
    };
    look(mapping, permissions, ["permissions"]);
    for (const job of jobs) look(job.mapping, job.permissions, ["jobs", job.id, "permissions"]);
  },
});
