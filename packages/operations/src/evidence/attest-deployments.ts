import { type Effects, errorMessage, isAbort, TowpathError } from "@towpath/core";
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
import type { Graph } from "@towpath/manifest";
import type { StateStore } from "@towpath/provisioning";
import { attest, sayOnce } from "./attest.ts";
import { attestReview } from "./attest-review.ts";
import { exceptionsOf } from "./exceptions-of.ts";
import { isCommit } from "./is-commit.ts";
import type { Evidence } from "./open-evidence.ts";
import { reviewFactsFrom } from "./review-facts-from.ts";
import { reviewOnRecord } from "./review-on-record.ts";

/** Said by one run; what is left is for the next. */
const MOST_AT_ONCE = 50;

/**
 * Says of every deployment to an environment that has ended how it ended, where nothing is on record of it yet: also of those of
 * runs that were killed before they could, or that do not sign. With it goes what it passed by somebody's decision and, where
 * the environment asks for reviews, who reviewed what went out. A record that cannot be read changes nothing about what was
 * deployed: that is said.
 */
export async function attestDeployments(
  evidence: Evidence,
  { state, graph }: { readonly state: StateStore; readonly graph: Graph },
  effects: Effects,
): Promise<void> {
  if ("why" in evidence.signing && !evidence.rules) return;
  const { service, environment } = graph;
  const known = await attestedNumbers(evidence, environment.name).catch((error: unknown) => {
    if (!isDamage(error)) throw error;
    sayOnce(effects, `Evidence of what was deployed is missing: ${errorMessage(error)}`);
  });
  if (!known) return;
  const ended: Deployment[] = [];
  for await (const deployment of deploymentsOf(state, service.name, environment.name))
    if (isFinal(deployment.verdict)) ended.push(deployment);
  // The newest first: what came before one that is on record is on record, but for what one run had no room for.
  const owed = ended.filter(({ number }) => !known.has(number)).slice(0, MOST_AT_ONCE);
  const statements: Statement[] = [];
  for (const deployment of owed.reverse()) {
    const isReviewed = environment.gates?.requires?.includes("review") === true && !("why" in evidence.signing);
    const before = ended.find(({ number, verdict }) => number < deployment.number && verdict === "succeeded");
    if (isReviewed) await attestWay(evidence, deployment, before, effects);
    // What a deployment passed comes first: who is stopped between the two says both again.
    statements.push(...(await exceptionsOf(deployment, state)), deploymentStatement(deployment));
  }
  await attest(evidence, statements, effects);
}

/** Says who reviewed what a deployment brought, where that was not said when its gates were asked. */
async function attestWay(
  evidence: Evidence,
  { verdict, kind, release: { commit } }: Deployment,
  before: Deployment | undefined,
  effects: Effects,
): Promise<void> {
  const ask = reviewFactsFrom(evidence.github, effects);
  if (verdict === "refused" || verdict === "superseded" || kind === "rollback") return;
  if (!ask || !isCommit(commit) || (before && !isCommit(before.release.commit))) return;
  const base = before?.release.commit ?? null;
  try {
    const known = await reviewOnRecord(evidence, base, commit);
    if (!known?.held) await attestReview(evidence, await ask(base, commit), known, effects);
  } catch (error) {
    if (effects.signal.aborted && isAbort(error, effects.signal)) throw error;
    sayOnce(effects, `Evidence of who reviewed ${commit.slice(0, 12)} is missing: ${errorMessage(error)}`);
  }
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
