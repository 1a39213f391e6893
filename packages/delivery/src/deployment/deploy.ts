import { errorMessage } from "@towpath/core";
import type { Strategy } from "@towpath/manifest";
import type {
  Context,
  Instance,
  Rollout,
  StateStore,
  Target,
  WorkloadHost,
  WorkloadRollout,
} from "@towpath/provisioning";
import type { ArtifactStore } from "../artifact/artifact-store.ts";
import type { Gate } from "../gates/gate.ts";
import type { Release } from "../release/release.ts";
import { runnableRelease } from "../release/runnable-release.ts";
import { acceptRequest } from "./accept-request.ts";
import { askAloud } from "./ask-aloud.ts";
import { advance, type Deployment, type DeploymentKind, type DeploymentState, isFinal } from "./deployment.ts";
import { type Attempt, beginAttempt, closeAbandoned, lastSucceeded } from "./deployment-log.ts";
import { pastGates } from "./past-gates.ts";
import type { ProofSettings } from "./prove.ts";
import { requestedAttempt } from "./requested-attempt.ts";
import { isWell } from "./right-instances.ts";
import { rolloutGate } from "./rollout-gate.ts";
import { rolloutProof } from "./rollout-proof.ts";
import { schemaGate } from "./schema-gate.ts";
import { wayBack } from "./way-back.ts";

export interface DeployRequest {
  readonly target: Target;
  readonly release: Release;
  readonly artifacts: ArtifactStore;
  readonly host: WorkloadHost;
  /** Where the record is kept. The caller holds the lock of the service in the environment. */
  readonly state: StateStore;
  readonly context: Context;
  readonly fetch: typeof fetch;
  /** What must let it through. All are asked before anything is touched. */
  readonly gates: readonly Gate[];
  /** Insists on a release that failed here before, and says why. */
  readonly force?: { readonly reason: string } | undefined;
  /** `planned` by default; `config` where the artifact is the one that succeeded here last. */
  readonly kind?: DeploymentKind | undefined;
  readonly rollbackOf?: number | undefined;
  readonly incident?: string | undefined;
  /** Which attempt of the run this is, from 1. */
  readonly runAttempt?: number | undefined;
  /** How long a migration may take, in milliseconds: 15 minutes by default. */
  readonly migrateTimeoutMs?: number | undefined;
  readonly proof?: Partial<ProofSettings> | undefined;
}

export interface DeployOutcome {
  /** As it is recorded, with its verdict. */
  readonly deployment: Deployment;
  /** The release ran there already, as it was to run. */
  readonly unchanged: boolean;
  readonly workloads: readonly WorkloadRollout[];
  /** What runs now, as far as it was seen. */
  readonly instances: readonly Instance[];
  /** The last lines of what failed, known secrets removed. */
  readonly logTail: readonly string[];
}

const MIGRATE_TIMEOUT_MS = 15 * 60_000;
/** How long a look at the host may take after an interruption. */
const LAST_LOOK_MS = 10_000;

/**
 * Puts a release into an environment. Every gate is asked before anything is touched; where one does not allow it, that is
 * the verdict (`refused`, `superseded`). Then it migrates on the new artifact, sees that what serves holds after that, rolls it out
 * by the workload host, proves that it serves (while what served before still runs, where the host asks before it drains that), and goes back to the last
 * release that succeeded when it does not. Every change of state is recorded, exposure
 * before it happens. An attempt of a run that was killed is closed as `inconclusive` first.
 *
 * @returns the outcome, also of a deployment that failed: look at `deployment.verdict`
 * @throws {DeliveryError} when the request cannot be carried out; nothing is recorded then
 * @throws what the workload host throws, and the signal's reason when it aborts; the verdict is recorded then
 */
export async function deploy(request: DeployRequest): Promise<DeployOutcome> {
  const { target, state, context } = request;
  const strategy = await acceptRequest(request);
  const service = target.graph.service.name;
  const environment = target.graph.environment.name;

  for (const closed of await closeAbandoned(state, service, environment, context.clock.now())) {
    const message = `Deployment ${closed.number} of ${closed.version} ended without a verdict; it is recorded as ${closed.verdict}.`;
    context.events({ type: "notice", message });
  }
  const previous = await lastSucceeded(state, service, environment);
  const attempt = await beginAttempt(state, requestedAttempt(request, previous));
  try {
    const answers = await askAloud(request, previous);
    const gated = await attempt.change((deployment) => pastGates(deployment, answers, context.clock.now()));
    if (isFinal(gated.verdict)) {
      return { deployment: gated, unchanged: false, workloads: [], instances: [], logTail: [] };
    }
    return await carryOut(request, strategy, attempt, previous);
  } catch (error) {
    // What stopped it is what the caller must hear of. An attempt that could not be closed is closed by the next one.
    await settle(request, attempt, context.signal.aborted ? "Interrupted." : errorMessage(error)).catch(
      () => undefined,
    );
    context.signal.throwIfAborted();
    throw error;
  }
}

async function carryOut(
  request: DeployRequest,
  strategy: Strategy,
  attempt: Attempt,
  previous: Deployment | undefined,
): Promise<DeployOutcome> {
  const { target, host, context, artifacts, release } = request;
  const now = () => context.clock.now();
  const runnable = runnableRelease(release, artifacts);
  await attempt.change((deployment) => advance(deployment, "in_progress", now()));

  const proofs = rolloutProof(request, runnable, attempt);
  const migrateTimeoutMs = request.migrateTimeoutMs ?? MIGRATE_TIMEOUT_MS;
  const isRollback = attempt.current().kind === "rollback";
  const schema = schemaGate({ request, attempt, previous });
  const gated = { target, release: runnable, host, context, attempt, proofs, schema, migrateTimeoutMs, isRollback };
  const gate = rolloutGate(gated);
  const rollout = await host.roll(target, runnable, strategy, gate.ask, context);
  const rolled = rollout.workloads.map(({ workload }) => workload);
  const isThere = rollout.status === "done" || rollout.status === "unchanged";
  const seen = { unchanged: rollout.status === "unchanged", workloads: rollout.workloads };
  const failedProof = proofs.failure();
  if (!isThere && !failedProof) {
    context.signal.throwIfAborted();
    const failure = gate.failure() ?? rolloutFailure(rollout);
    const deployment = await settle(request, attempt, failure.reason);
    return { deployment, ...seen, instances: [], logTail: failure.logTail };
  }

  const proof = failedProof ?? (await proofs.atTheEnd(rolled));
  const { verification, problem, logTail } = proof;
  if (problem === undefined) {
    const exposedAt = seen.unchanged ? servesSince(previous, release) : undefined;
    const changes = { verification, ...(exposedAt === undefined ? {} : { exposedAt }) };
    const deployment = await attempt.change((current) => advance(current, "succeeded", now(), changes));
    return { deployment, ...seen, instances: proof.instances, logTail: [] };
  }
  const isUndone = failedProof !== undefined && !isThere;
  const back = await wayBack({ request, strategy, previous, workloads: rolled, isUndone });
  const reason = `${problem}. ${back.reason}`;
  const deployment = await attempt.change((current) => advance(current, back.verdict, now(), { verification, reason }));
  return { deployment, ...seen, instances: back.instances, logTail };
}

/** Where nothing had to be changed, users reach it since the deployment that brought it. */
function servesSince(previous: Deployment | undefined, release: Release): string | undefined {
  return previous?.artifact.digest === release.artifact.digest ? previous.exposedAt : undefined;
}

function rolloutFailure(rollout: Rollout): { readonly reason: string; readonly logTail: readonly string[] } {
  const failed =
    rollout.workloads.find(({ status }) => status === "failed") ??
    rollout.workloads.find(({ status }) => status !== "done" && status !== "unchanged");
  return {
    reason: failed?.message ?? `the rollout ended as ${rollout.status}`,
    logTail: failed?.logTail ?? [],
  };
}

/** Gives an attempt that did not come to its proof the verdict that is known to be true. */
async function settle(request: DeployRequest, attempt: Attempt, reason: string): Promise<Deployment> {
  const { context, host, target, release } = request;
  const { verdict, exposingAt, previous } = attempt.current();
  let ending: DeploymentState = context.signal.aborted ? "cancelled" : "failed_before_exposure";
  if (exposingAt !== undefined || verdict === "verifying") {
    const { digest } = release.artifact;
    const signal = AbortSignal.timeout(LAST_LOOK_MS);
    const instances = await host.current(target, { ...context, signal }).catch(() => undefined);
    const isGone = instances?.every((instance) => instance.artifact !== digest || instance.status === "stopped");
    const isBack = !previous || instances?.some((found) => found.artifact === previous.digest && isWell(found));
    ending = isGone && isBack ? "rolled_back" : "inconclusive";
  }
  return attempt.change((deployment) => advance(deployment, ending, context.clock.now(), { reason }));
}
