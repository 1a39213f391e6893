import { isJsonObject } from "@towpath/core";
import { defineRule } from "../../rule/define-rule.ts";
import { ARCHIVED_ACTIONS } from "../workflows/archived-actions.ts";

const FILES = [".pre-commit-config.yaml", ".pre-commit-config.yml"];

/** Hooks run on every developer's machine: they come from where they seem to, and somebody looks after them. */
export const preCommitSources = defineRule({
  id: "supply-chain/pre-commit-sources",
  phase: "repository",
  select: { repository: "*" },
  meta: {
    severity: "high",
    since: "0.2.0",
    messages: {
      open: "The hooks are fetched by {{scheme}}, which says neither whose they are nor whether they were changed on the way.",
      archived: "{{repository}} is archived: nobody mends what is found in it.",
    },
    docs: {
      summary: "Hooks of pre-commit come by https, from repositories that somebody looks after.",
      rationale:
        "What `.pre-commit-config.yaml` names runs on developers' machines and in pipelines. By `http` or `git` anybody on the way can put something else there.",
      bad: [
        "'.pre-commit-config.yaml':\n  repos: [{ repo: 'http://github.com/pre-commit/pre-commit-hooks', rev: v2.3.0, hooks: [{ id: check-yaml }] }]\n",
      ],
      good: [
        "'.pre-commit-config.yaml':\n  repos: [{ repo: 'https://github.com/pre-commit/pre-commit-hooks', rev: v2.3.0, hooks: [{ id: check-yaml }] }]\n",
      ],
    },
  },
  check({ files }, context) {
    const path = FILES.find((name) => files.has(name));
    const document = path === undefined ? undefined : files.document(path);
    const value = document?.value;
    const repos = isJsonObject(value) && Array.isArray(value["repos"]) ? value["repos"] : [];
    for (const [index, entry] of repos.entries()) {
      const repo: unknown = isJsonObject(entry) ? entry["repo"] : undefined;
      if (!document || typeof repo !== "string") continue;
      const at = document.placeOfValue(["repos", index, "repo"]);
      const about = ["repos", String(index), "repo"];
      const scheme = /^(http|git|ftp):\/\//i.exec(repo)?.[1]?.toLowerCase();
      if (scheme !== undefined)
        context.report({
          messageId: "open",
          at,
          path: about,
          data: { scheme },
          suggestions: ["Write https://."],
        });
      const repository = /^[a-z]+:\/\/github\.com\/([^/]+\/[^/]+?)(?:\.git)?\/?$/i.exec(repo)?.[1]?.toLowerCase();
      if (repository !== undefined && ARCHIVED_ACTIONS.has(repository))
        context.report({
          messageId: "archived",
          at,
          path: about,
          data: { repository },
          suggestions: ["Use the hooks that took their place."],
        });
    }
  },
});
