import { own } from "@towpath/core";
import { defineRule } from "../../rule/define-rule.ts";
import { ECOSYSTEMS, manifestsOf } from "./ecosystem/ecosystems.ts";
import { jsonFile } from "./ecosystem/json-file.ts";

const CONFIGURATIONS = [
  ".github/dependabot.yaml",
  ".github/dependabot.yml",
  ".github/renovate.json",
  ".github/renovate.json5",
  ".renovaterc",
  ".renovaterc.json",
  ".renovaterc.json5",
  "renovate.json",
  "renovate.json5",
];

/** Somebody hears of a flaw in what is depended on. */
export const dependencyUpdates = defineRule({
  id: "supply-chain/dependency-updates",
  phase: "repository",
  select: { repository: "*" },
  meta: {
    severity: "medium",
    since: "0.2.0",
    messages: {
      nobody: "Nothing in the repository keeps its dependencies up to date: neither Dependabot nor Renovate is set up.",
    },
    docs: {
      summary: "A repository with dependencies has something that brings their updates.",
      rationale:
        "Flaws are found in what is old, and pinned versions stay old by themselves. A pull request a week is less work than five years at once. " +
        "The rule looks for Dependabot's and Renovate's files; one that an organisation sets up elsewhere is not seen.",
      bad: ['{ package.json: { dependencies: { pg: "8.23.1" } } }'],
      good: [
        '{ package.json: { dependencies: { pg: "8.23.1" } }, .github/dependabot.yml: { version: 2, updates: [{ package-ecosystem: npm, directory: /, schedule: { interval: weekly } }] } }',
        "{ README.md: Notes }",
      ],
    },
  },
  check({ files }, context) {
    if (CONFIGURATIONS.some((path) => files.has(path))) return;
    const manifest = jsonFile(files, "package.json");
    if (manifest && own(manifest, "renovate") !== undefined) return;
    const first = ECOSYSTEMS.flatMap((ecosystem) => manifestsOf(ecosystem, files))[0];
    if (first === undefined) return;
    context.report({
      messageId: "nobody",
      at: files.placeOf(first),
      about: ["files", ".github/dependabot.yml"],
      suggestions: ["Add `.github/dependabot.yml` with what you depend on, and `github-actions` for the workflows."],
    });
  },
});
