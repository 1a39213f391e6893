import type { OpenGraph } from "../documents/open-documents.ts";
import { OperationError } from "../errors.ts";

/**
 * What commands about evidence begin with: a platform that has some.
 *
 * @throws {OperationError} `operation/no-evidence`
 */
export function requireRules({ platform, graph }: Pick<OpenGraph, "platform" | "graph">): void {
  if (platform.evidence) return;
  throw new OperationError({
    code: "operation/no-evidence",
    message: `Nothing was looked at: the platform "${platform.name}" keeps no evidence of ${graph.service.name}, for it does not say how that is signed.`,
    hint: "Add `evidence: { key: { variable: TOWPATH_EVIDENCE_KEY }, publicKeys: [./evidence/2026.pub] }` to the platform.",
  });
}
