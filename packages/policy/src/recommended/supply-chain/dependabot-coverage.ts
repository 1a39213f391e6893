import type { Repository } from "../../repository/index.ts";
import { defineRule } from "../../rule/define-rule.ts";
import { dockerfiles } from "./dockerfile.ts";
import { ECOSYSTEMS, manifestsOf } from "./ecosystem/ecosystems.ts";

/** What brings updates brings all of them. */
export const dependabotCoverage = defineRule({
  id: "supply-chain/dependabot-coverage",
  phase: "repository",
  select: { repository: "*" },
  meta: {
    severity: "low",
    since: "0.2.0",
    messages: { missing: "Dependabot does not look at {{what}}, of which there is {{example}}." },
    docs: {
      summary: "Dependabot looks at everything that the repository depends on.",
      rationale:
        "What was there when the file was written is kept up to date; the Dockerfile and the workflows that came later get old unseen. " +
        "The rule compares the ecosystems in Dependabot's file with what lies in the repository, not the folders. Repositories that use something else are not judged.",
      bad: [
        '{ Dockerfile: "FROM node:24", .github/dependabot.yml: { version: 2, updates: [{ package-ecosystem: npm, directory: /, schedule: { interval: weekly } }] } }',
      ],
      good: [
        '{ Dockerfile: "FROM node:24", .github/dependabot.yml: { version: 2, updates: [{ package-ecosystem: docker, directory: /, schedule: { interval: weekly } }] } }',
      ],
    },
  },
  check(repository, context) {
    const { dependabot } = repository;
    if (!dependabot) return;
    const covered = new Set(
      dependabot
        .list("updates")
        .flatMap((update) => (update.kind === "mapping" ? (update.scalar("package-ecosystem")?.text ?? []) : [])),
    );
    const told = new Set<string>();
    for (const { names, what, example } of needsOf(repository)) {
      const [name = ""] = names;
      if (told.has(name) || names.some((one) => covered.has(one))) continue;
      told.add(name);
      context.report({
        messageId: "missing",
        at: dependabot.entries.get("updates")?.keyPlace ?? dependabot.place,
        about: ["files", ".github/dependabot.yml", name],
        data: { what, example },
        suggestions: [`Add \`- { package-ecosystem: ${name}, directory: /, schedule: { interval: weekly } }\` to it.`],
      });
    }
  },
});

interface Need {
  /** The ecosystems of Dependabot that would do. */
  readonly names: readonly string[];
  readonly what: string;
  readonly example: string;
}

function needsOf(repository: Repository): readonly Need[] {
  const { files, workflows } = repository;
  const [workflow] = workflows;
  const [dockerfile] = dockerfiles(files).filter(({ stages }) => stages.some(({ isOwn }) => !isOwn));
  return [
    ...ECOSYSTEMS.flatMap((ecosystem) => {
      const [example] = manifestsOf(ecosystem, files);
      return example === undefined
        ? []
        : [{ names: ecosystem.dependabot, what: `dependencies of ${ecosystem.name}`, example }];
    }),
    ...(workflow ? [{ names: ["github-actions"], what: "actions of workflows", example: workflow.path }] : []),
    ...(dockerfile ? [{ names: ["docker"], what: "images of Dockerfiles", example: dockerfile.path }] : []),
  ];
}
