import { defineRule } from "../../rule/define-rule.ts";
import { pathsNamed } from "../repository-paths.ts";
import { ownersOf } from "./owners-of.ts";

/** What decides over production has an owner who is asked. */
export const codeownersCoverage = defineRule({
  id: "ownership/codeowners-coverage",
  phase: "repository",
  select: { repository: "*" },
  meta: {
    severity: "medium",
    since: "0.2.0",
    messages: { nobody: "No line of {{codeowners}} gives {{path}} an owner, so anybody may approve a change to it." },
    docs: {
      summary: "Manifests, workflows and the CODEOWNERS file itself have an owner.",
      rationale:
        "A file that says who reviews what is often written for the code, and forgets what is worth most: the manifest that decides what runs, the workflows that hold the secrets, and the list of owners itself. " +
        "The last line that covers a path counts, as it does at GitHub; a line without owners takes them away. A repository without the file is the business of another rule.",
      bad: [
        '{ .github/CODEOWNERS: "* @acme/shop\\ntowpath.yaml", towpath.yaml: "kind: Service" }',
        '{ .github/CODEOWNERS: "/src/ @acme/shop\\n/.github/CODEOWNERS @acme/shop", src/towpath.yaml: "kind: Service", .github/workflows/ci.yml: "on: push\\njobs: {}" }',
      ],
      good: ['{ .github/CODEOWNERS: "* @acme/shop", towpath.yaml: "kind: Service" }'],
    },
  },
  check({ codeowners, files, workflows }, context) {
    if (!codeowners) return;
    const manifests = pathsNamed(files, "towpath.yaml", "towpath.yml");
    for (const path of [codeowners.path, ...workflows.map((workflow) => workflow.path), ...manifests]) {
      if (ownersOf(path, codeowners).length > 0) continue;
      context.report({
        messageId: "nobody",
        at: [files.placeOf(codeowners.path), { ...files.placeOf(path), note: "has no owner" }],
        about: ["files", path],
        data: { codeowners: codeowners.path, path },
        suggestions: [
          `Add the line \`/${path} @your-org/your-team\` behind the others: the last one that fits counts.`,
        ],
      });
    }
  },
});
