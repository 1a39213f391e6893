import { shortDigest } from "@towpath/core";
import type { StateStore } from "@towpath/provisioning";
import { deliveryError } from "../errors.ts";
import type { Release } from "../release/release.ts";
import type { Deployment } from "./deployment.ts";
import { isFinal } from "./deployment.ts";
import { recentDeployments } from "./deployment-log.ts";
import { digestHistory } from "./failed-here.ts";

/** What a rollback brings back, and what it undoes. `release` and `rollbackOf` are what a deploy request takes. */
export interface RollbackTarget {
  readonly release: Release;
  /** The attempt in which it succeeded. */
  readonly from: Deployment;
  /** Number of the attempt that is undone. */
  readonly rollbackOf: number;
}

/** How many digests a message names, the newest first. */
const LISTED = 5;

/**
 * What to go back to from what serves an environment now: the digest that succeeded there last before the present one, or a
 * named one that succeeded there. What was taken back since is none: going back twice goes back by two. Where the newest
 * attempt ended between exposure and proof, that is what is undone; where that was a rollback, it is what that one undid, so
 * that the same command goes on where it stopped.
 *
 * @param to a digest, or its beginning with or without `sha256:`
 * @throws {DeliveryError} `delivery/rollback-target` where there is none, or more than one that begins so
 */
export async function rollbackTarget(
  state: StateStore,
  service: string,
  environment: string,
  to?: string,
): Promise<RollbackTarget> {
  const attempts = await recentDeployments(state, service, environment);
  const present = presentOf(attempts);
  const refused = (message: string, hint: string) =>
    deliveryError({ code: "delivery/rollback-target", kind: "refused", message, hint });
  if (!present) throw refused(`${service} has never served ${environment}.`, "Deploy a release first.");

  const candidates = candidatesOf(attempts, present);
  const known = candidates
    .slice(0, LISTED)
    .map(({ version, artifact }) => `${shortDigest(artifact.digest)} (${version})`)
    .join(", ");
  const hint = known === "" ? "Deploy a release that mends it." : `There is a way back to ${known}.`;
  const now = `${present.version} (${shortDigest(present.artifact.digest)})`;
  if (to === undefined) {
    const [from] = candidates;
    if (from) return targetOf(from, present);
    throw refused(`Nothing that succeeded in ${environment} before ${now} is left to go back to.`, hint);
  }
  const digest = to.startsWith("sha256:") ? to : `sha256:${to}`;
  // Nothing is the beginning of every digest, and what an unset variable gives.
  if (!/^sha256:[0-9a-f]{1,64}$/.test(digest))
    throw refused(`${JSON.stringify(to.slice(0, 100))} is neither a digest nor the beginning of one.`, hint);
  const fitting = candidates.filter(({ artifact }) => artifact.digest.startsWith(digest));
  const [from] = fitting;
  if (from && fitting.length === 1) return targetOf(from, present);
  if (from)
    throw refused(`More than one release that succeeded in ${environment} has a digest that begins with ${to}.`, hint);
  const isPresent = present.verdict === "succeeded" && present.artifact.digest.startsWith(digest);
  throw refused(
    isPresent
      ? `${now} serves ${environment} already.`
      : `No release that succeeded in ${environment}, and was not taken back, has the digest ${to}.`,
    hint,
  );
}

function targetOf(from: Deployment, present: Deployment): RollbackTarget {
  return { release: from.release, from, rollbackOf: present.number };
}

/** One attempt for each digest that holds, the newest first. */
function candidatesOf(attempts: readonly Deployment[], present: Deployment): readonly Deployment[] {
  const found = new Map<string, Deployment>();
  for (const attempt of attempts) {
    const { digest } = attempt.artifact;
    if (digest === present.artifact.digest || attempt.verdict !== "succeeded" || found.has(digest)) continue;
    if (digestHistory(attempts, digest).answer === "succeeded") found.set(digest, attempt);
  }
  return [...found.values()];
}

function presentOf(attempts: readonly Deployment[]): Deployment | undefined {
  const newest = attempts.find(mayServe);
  if (newest?.kind !== "rollback" || newest.verdict === "succeeded") return newest;
  return attempts.find(({ number }) => number === newest.rollbackOf) ?? newest;
}

function mayServe({ verdict, exposingAt }: Deployment): boolean {
  if (verdict === "succeeded") return true;
  return exposingAt !== undefined && (verdict === "rollback_failed" || verdict === "inconclusive" || !isFinal(verdict));
}
