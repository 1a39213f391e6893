import { own } from "@towpath/core";
import { defineRule } from "../../rule/define-rule.ts";
import { folderOf, within } from "../repository-paths.ts";
import { npmLocks } from "./npm-packages.ts";

/** What is only meant to be read does not run. */
export const installScripts = defineRule({
  id: "supply-chain/install-scripts",
  phase: "repository",
  select: { repository: "*" },
  meta: {
    severity: "medium",
    since: "0.2.0",
    params: { schema: { allow: { type: "list", default: [] } }, merge: { allow: "remove-only" } },
    messages: { runs: "{{name}} {{version}} runs a script of its own when it is installed." },
    docs: {
      summary: "No dependency runs a script when it is installed, unless the platform allows it.",
      rationale:
        "Most stolen packages do their harm there: on every developer's machine and in every pipeline, before any test. " +
        "`ignore-scripts=true` in the `.npmrc` beside the lock file is enough. The rule reads the lock files of npm; `allow` names packages whose scripts are known to be needed.",
      bad: [
        '{ package-lock.json: { packages: { node_modules/esbuild: { version: "0.28.2", hasInstallScript: true } } } }',
      ],
      good: [
        '{ .npmrc: "ignore-scripts=true", package-lock.json: { packages: { node_modules/esbuild: { version: "0.28.2", hasInstallScript: true } } } }',
        '{ package-lock.json: { packages: { node_modules/pg: { version: "8.23.1" } } } }',
      ],
    },
  },
  check({ files }, context) {
    for (const { path, packages } of npmLocks(files)) {
      const settings = files.text(within(folderOf(path), ".npmrc")) ?? "";
      if (/^\s*ignore-scripts\s*=\s*true\s*$/m.test(settings)) continue;
      for (const locked of packages) {
        const { name, version, facts } = locked;
        if (own(facts, "hasInstallScript") !== true || context.params.allow.includes(name)) continue;
        context.report({
          messageId: "runs",
          at: locked.place,
          about: ["files", path, name],
          data: { name, version },
          suggestions: ["Add `ignore-scripts=true` to `.npmrc`, and run what is needed as a step of its own."],
        });
      }
    }
  },
});
