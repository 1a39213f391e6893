import type { Digest } from "@towpath/core";
import type { Deployment } from "./deployment.ts";

/** What became of a digest in an environment at last. */
export type DigestHistory =
  | { readonly answer: "new" }
  | { readonly answer: "succeeded"; readonly in: Deployment }
  /** It was taken back: by itself, or by a later rollback of somebody's. */
  | { readonly answer: "failed"; readonly in: Deployment; readonly undoneBy?: Deployment | undefined };

/**
 * What the record says of a digest: whether it proved itself when it came last, and was not taken back since. An attempt
 * that never got to users, or of which nobody knows how it ended, says nothing of it; nor does another configuration of a digest
 * that had proved itself.
 *
 * @param attempts the newest first
 */
export function digestHistory(attempts: readonly Deployment[], digest: Digest): DigestHistory {
  const undone = new Map<number, Deployment>();
  for (const attempt of attempts) {
    const { verdict, rollbackOf, number, previous } = attempt;
    if (verdict === "succeeded" && rollbackOf !== undefined) undone.set(rollbackOf, attempt);
    if (attempt.artifact.digest !== digest) continue;
    const isTakenBack = verdict === "rolled_back" || verdict === "rollback_failed";
    if (isTakenBack && previous?.digest === digest) continue;
    if (isTakenBack) return { answer: "failed", in: attempt };
    const undoneBy = undone.get(number);
    if (undoneBy && undoneBy.artifact.digest !== digest) return { answer: "failed", in: attempt, undoneBy };
    if (verdict === "succeeded") return { answer: "succeeded", in: attempt };
  }
  return { answer: "new" };
}
