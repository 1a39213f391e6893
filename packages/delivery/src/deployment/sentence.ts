import { shortDigest } from "@towpath/core";
import type { Deployment } from "./deployment.ts";

/**
 * What a deployment came to, as one sentence that a person can read out: «orders 1.8.2 (sha256:ab12…) serves prod since
 * 10:42:07 UTC; 118 checks, none failed; before it 1.8.1.»
 */
export function deploymentSentence(deployment: Deployment): string {
  const { service, version, environment, artifact, previous, verification, exposedAt } = deployment;
  const what = `${service} ${version} (${shortDigest(artifact.digest)})`;
  const reason = deployment.history.at(-1)?.reason;
  const because = reason ? `: ${reason.replace(/\.$/, "")}.` : ".";
  const isSame = previous?.digest === artifact.digest && previous.version === version;
  const before = previous && (isSame ? "the same release" : `${previous.version} (${shortDigest(previous.digest)})`);
  switch (deployment.verdict) {
    case "succeeded":
      return [
        `${what} serves ${environment}${exposedAt ? ` since ${timeOf(exposedAt)}` : ""}`,
        `${verification.checks} check${verification.checks === 1 ? "" : "s"}, ${verification.failed === 0 ? "none" : verification.failed} failed`,
        ...(verification.noData > 0 ? [`${verification.noData} could not be looked at`] : []),
        before ? `before it ${before}` : "nothing before it",
      ]
        .join("; ")
        .concat(".");
    case "refused":
      return `${what} was refused for ${environment}${before ? `; ${before} stays as it was` : ""}${because}`;
    case "superseded":
      return `${what} came too late for ${environment}${because}`;
    case "failed_before_exposure":
      return `${what} did not get to the users of ${environment}${before ? `; ${before} stays as it was` : ""}${because}`;
    case "rolled_back":
      return `${what} was taken back from ${environment}${before ? `; ${before} serves again` : ""}${because}`;
    case "rollback_failed":
      return `${what} failed in ${environment} and there was no way back${because}`;
    case "inconclusive":
      return `Nobody knows whether ${what} serves ${environment}${because}`;
    case "cancelled":
      return `The deployment of ${what} to ${environment} was cancelled before users reached it${because}`;
    default:
      return `The deployment of ${what} to ${environment} is ${deployment.verdict.replaceAll("_", " ")}.`;
  }
}

function timeOf(at: string): string {
  return `${at.slice(11, 19)} UTC`;
}
