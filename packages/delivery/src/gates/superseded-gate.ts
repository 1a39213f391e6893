import { shortDigest } from "@towpath/core";
import type { Deployment } from "../deployment/deployment.ts";
import { isFinal } from "../deployment/deployment.ts";
import { recentDeployments } from "../deployment/deployment-log.ts";
import { namedGate } from "./ask-gates.ts";
import { allow, deny, type Gate } from "./gate.ts";
import { isOlder } from "./release-order.ts";

/**
 * Refuses a release that comes late: a newer one serves here, may serve, or is on its way. A rollback is meant to bring an
 * older one. What was taken back does not count: an older release may be the way on.
 */
export const supersededGate: Gate = namedGate("superseded", async ({ release, graph, state, kind }) => {
  if (kind === "rollback") return allow("superseded", "A rollback brings an older release on purpose.");
  for (const attempt of await recentDeployments(state, graph.service.name, graph.environment.name)) {
    if (mayServe(attempt) && isOther(attempt, release.artifact.digest) && isOlder(release, attempt.release)) {
      const { number, version, artifact, run } = attempt;
      const does =
        attempt.verdict === "succeeded" ? "serves here" : isFinal(attempt.verdict) ? "may serve here" : "is on its way";
      return deny(
        "superseded",
        `${version} (${shortDigest(artifact.digest)}), which is newer, ${does} since deployment ${number} of run ${run.id}.`,
        `Nothing is to be done: the newer release has what this one has. To go back, run towpath rollback -e ${graph.environment.name}.`,
      );
    }
    if (attempt.verdict === "succeeded") break;
  }
  return allow("superseded", "No newer release serves here.");
});

function isOther({ artifact }: Deployment, digest: string): boolean {
  return artifact.digest !== digest;
}

function mayServe({ verdict, exposingAt }: Deployment): boolean {
  if (verdict === "succeeded" || !isFinal(verdict)) return true;
  return (verdict === "inconclusive" || verdict === "rollback_failed") && exposingAt !== undefined;
}
