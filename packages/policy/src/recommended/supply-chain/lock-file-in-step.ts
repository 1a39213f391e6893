import { defineRule } from "../../rule/define-rule.ts";
import { folderOf, within } from "../repository-paths.ts";
import type { Drift } from "./ecosystem/ecosystem.ts";
import { ECOSYSTEMS, manifestsOf } from "./ecosystem/ecosystems.ts";

/** Beyond so many, what they are helps nobody. */
const MOST_NAMED = 3;

/** A lock file was written for what its manifest says now. */
export const lockFileInStep = defineRule({
  id: "supply-chain/lock-file-in-step",
  phase: "repository",
  select: { repository: "*" },
  meta: {
    severity: "high",
    since: "0.2.0",
    messages: {
      one: "{{lock}} is not in step with {{manifest}}: {{what}}.",
      several: "{{lock}} is not in step with {{manifest}} in {{count}} dependencies: {{what}}.",
    },
    docs: {
      summary: "A lock file is in step with the manifest beside it.",
      rationale:
        "A build that keeps to the lock file fails, and one that does not takes versions that nobody has reviewed. It happens when a manifest is edited or merged by hand. " +
        "npm and pnpm remember each range, and yarn the ranges that it met: they are compared. Of Go modules the versions are, of Python, Bundler and Cargo the names. In a workspace of npm all members are looked at.",
      bad: [
        '{ package.json: { dependencies: { pg: "^8.2.0" } }, package-lock.json: { packages: { "": { dependencies: { pg: "^8.1.0" } } } } }',
        '{ go.mod: "module a\\nrequire example.com/b v1.2.0", go.sum: "example.com/b v1.1.0/go.mod h1:x" }',
      ],
      good: [
        '{ package.json: { dependencies: { pg: "^8.1.0" } }, package-lock.json: { packages: { "": { dependencies: { pg: "^8.1.0" } } } } }',
      ],
    },
  },
  check({ files }, context) {
    for (const ecosystem of ECOSYSTEMS)
      for (const manifest of manifestsOf(ecosystem, files)) {
        const lock = ecosystem.locks.map((name) => within(folderOf(manifest), name)).find((path) => files.has(path));
        if (lock === undefined) continue;
        const drift = ecosystem.drift(files, manifest, lock);
        const [first] = drift;
        if (!first) continue;
        const named = drift.slice(0, MOST_NAMED).map(said).join("; ");
        const common = {
          at: drift.slice(0, MOST_NAMED).map(({ place }) => place),
          about: ["files", lock],
          suggestions: [`Run ${ecosystem.command}, and commit ${lock}.`],
        };
        if (drift.length === 1) context.report({ ...common, messageId: "one", data: { lock, manifest, what: named } });
        else
          context.report({
            ...common,
            messageId: "several",
            data: { lock, manifest, count: drift.length, what: drift.length > MOST_NAMED ? `${named}; …` : named },
          });
      }
  },
});

function said({ dependency, wanted, locked }: Drift): string {
  if (wanted === undefined)
    return locked === undefined ? "it cannot be read" : `${dependency} is locked and not asked for`;
  const asked = wanted === "" ? "is asked for" : `is to be ${wanted}`;
  return `${dependency} ${asked} and ${locked === undefined ? "is not locked" : `locked for ${locked}`}`;
}
