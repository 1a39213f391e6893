import type { Effects } from "@towpath/core";
import { type Anchor, EvidenceError } from "@towpath/evidence";
import { deploymentAnchor } from "../publish/anchor/deployment-anchor.ts";
import type { RepositoryAccess } from "../publish/repository-access.ts";

/**
 * Keeps the heads of records in GitHub's deployments.
 *
 * @param access undefined where GitHub cannot be asked: then the anchor says so when it is needed
 */
export function githubAnchor(access: RepositoryAccess | undefined, effects: Effects): Anchor {
  if (access) return deploymentAnchor({ ...access, commit: effects.variables["GITHUB_SHA"] }, effects);
  const unknown = async (): Promise<never> => {
    throw new EvidenceError({
      code: "evidence/anchor",
      kind: "fault",
      message:
        "The anchor of the record, GitHub's deployments, cannot be asked: this run knows no repository or no token.",
      hint: 'The job needs the permission "deployments: write", and GITHUB_TOKEN where it is no action of Towpath.',
    });
  };
  return { name: "GitHub's deployments", publish: unknown, heads: unknown };
}
