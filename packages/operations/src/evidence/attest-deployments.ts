import { type Effects, errorMessage, TowpathError } from "@towpath/core";
import { type Deployment, deploymentsOf, isFinal } from "@towpath/delivery";
import {
  claimedStatement,
  type DeploymentPredicate,
  digestSubject,
  PREDICATE_TYPES,
  predicateOf,
  type Statement,
  statement,
} from "@towpath/evidence";
import type { StateStore } from "@towpath/provisioning";
import { type Attested, attest, sayOnce } from "./attest.ts";
import { isCommit } from "./is-commit.ts";
import type { Evidence } from "./open-evidence.ts";

/** Said by one run; what is left is for the next. */
const MOST_AT_ONCE = 50;

/**
 * Says of every deployment to an environment that has ended how it ended, where nothing is on record of it yet: also of those of
 * runs that were killed before they could. A record that cannot be read changes nothing about what was deployed: that is said.
 */
export async function attestDeployments(
  evidence: Evidence,
  {
    state,
    service,
    environment,
  }: { readonly state: StateStore; readonly service: string; readonly environment: string },
  effects: Effects,
): Promise<Attested> {
  if ("why" in evidence.signing && !evidence.rules) return { entries: [], signed: [] };
  const known = await attestedNumbers(evidence, environment).catch((error: unknown) => {
    if (!isDamage(error)) throw error;
    sayOnce(effects, `Evidence of what was deployed is missing: ${errorMessage(error)}`);
  });
  if (!known) return { entries: [], signed: [] };
  const missing: Deployment[] = [];
  for await (const deployment of deploymentsOf(state, service, environment)) {
    // The newest first: what came before one that is on record is on record, but for what one run had no room for.
    if (missing.length >= MOST_AT_ONCE) break;
    if (isFinal(deployment.verdict) && !known.has(deployment.number)) missing.push(deployment);
  }
  return attest(evidence, missing.reverse().map(deploymentStatement), effects);
}

async function attestedNumbers({ record }: Evidence, environment: string): Promise<ReadonlySet<number>> {
  const numbers = new Set<number>();
  for (const entry of await record.entries()) {
    if (entry.predicateType !== PREDICATE_TYPES.deployment) continue;
    // What was changed says nothing any more: it is said again.
    const signed = await record.statementOf(entry).catch((error: unknown) => {
      if (!isDamage(error)) throw error;
    });
    if (!signed) continue;
    const said = predicateOf(claimedStatement(signed, entry.statement), "deployment");
    if (said?.environment === environment) numbers.add(said.number);
  }
  return numbers;
}

function isDamage(error: unknown): boolean {
  return error instanceof TowpathError && error.code.startsWith("evidence/");
}

/** What a deployment's statement says. */
export function deploymentStatement(deployment: Deployment): Statement {
  const { artifact, release, previous, rollbackOf, incident, force, history } = deployment;
  const verdict = finalVerdict(deployment);
  const reason = history.at(-1)?.reason;
  const predicate: DeploymentPredicate = {
    service: deployment.service,
    environment: deployment.environment,
    number: deployment.number,
    version: deployment.version,
    artifact: { name: artifact.name, digest: artifact.digest },
    ...(isCommit(release.commit) ? { commit: release.commit } : {}),
    previous,
    kind: deployment.kind,
    rollbackOf,
    incident,
    run: deployment.run,
    gates: deployment.gates.map(({ gate, answer, reason: why, todo }) => ({ gate, answer, reason: why, todo })),
    verification: deployment.verification,
    requestedAt: history[0]?.at ?? release.createdAt,
    exposedAt: deployment.exposedAt,
    finishedAt: history.at(-1)?.at,
    verdict,
    reason,
    forced: force?.reason,
  };
  return statement([digestSubject(artifact.digest, artifact.name)], "deployment", predicate);
}

function finalVerdict({ verdict }: Deployment): DeploymentPredicate["verdict"] {
  switch (verdict) {
    case "requested":
    case "gated":
    case "in_progress":
    case "exposed":
    case "verifying":
      throw new RangeError("A deployment that has not ended has no verdict.");
    default:
      return verdict;
  }
}
