import type { Address } from "@towpath/core";
import type { RunnableRelease } from "@towpath/provisioning";
import type { DeployRequest } from "./deploy.ts";
import { advance, type Verification } from "./deployment.ts";
import type { Attempt } from "./deployment-log.ts";
import { PROOF, type Proof, type ProofRequest, prove } from "./prove.ts";

/** The proof of a rollout: of each workload with each part of the work and before what served before is drained, where the host asks, and of all at its end. */
export interface RolloutProof {
  /**
   * With a part of the work, in percent, for as long as the manifest says. A rollback is not watched step by step: users wait
   * for it, and what it brings has served before.
   *
   * @returns false where it does not prove itself: the host brings back what served before
   */
  atWeight(workload: Address, weight: number): Promise<boolean>;
  /** @returns false where it does not prove itself: the host brings back what served before */
  beforeDrain(workload: Address): Promise<boolean>;
  /** What is not proved yet, and that nothing else runs any more. */
  atTheEnd(workloads: readonly Address[]): Promise<Proof>;
  /** The proof that failed before draining, when one did, with all that was counted until then. */
  failure(): Proof | undefined;
}

/** Begins the proof of a rollout; records that users reach it as soon as there is something to prove. */
export function rolloutProof(request: DeployRequest, release: RunnableRelease, attempt: Attempt): RolloutProof {
  const { target, host, context } = request;
  const settings = { ...PROOF, ...request.proof };
  const proved = new Map<Address, Promise<Proof>>();
  const counted: Counted[] = [];
  const beside = attempt.current().previous ? " beside the former release" : " for the first time";
  let failure: Proof | undefined;
  const about = { target, host, release, context, fetch: request.fetch, settings };

  async function proveOne(workload: Address, share?: ProofRequest["share"]): Promise<Proof> {
    await exposed(request, attempt);
    const proof = await proveAloud(request, { ...about, workloads: [workload], former: "beside", share }, beside);
    counted.push({ workload, verification: proof.verification });
    if (proof.problem !== undefined) failure ??= { ...proof, verification: total(counted) };
    return proof;
  }

  return {
    async atWeight(workload, weight) {
      const steps = target.graph.workloads.find(({ address }) => address === workload)?.deploy.steps ?? [];
      const isRollback = attempt.current().kind === "rollback";
      const forMs = isRollback ? 0 : (steps.find((step) => step.weight === weight)?.forMs ?? 0);
      const { problem } = await proveOne(workload, { weight, forMs });
      return problem === undefined;
    },
    async beforeDrain(workload) {
      const proving = proved.get(workload) ?? proveOne(workload);
      proved.set(workload, proving);
      return (await proving).problem === undefined;
    },
    async atTheEnd(workloads) {
      await exposed(request, attempt);
      const routes = workloads.filter((workload) => !proved.has(workload));
      const proof = await proveAloud(request, { ...about, workloads, routes, former: "gone" });
      return { ...proof, verification: total([...counted, { workload: undefined, verification: proof.verification }]) };
    },
    failure: () => failure,
  };
}

interface Counted {
  /** Undefined for a look at all of them. */
  readonly workload: Address | undefined;
  readonly verification: Verification;
}

/** Checks add up; so does the time that one workload was watched for, and of several the longest counts. */
function total(counted: readonly Counted[]): Verification {
  const baked = new Map<Address | undefined, number>();
  for (const { workload, verification } of counted) {
    baked.set(workload, (baked.get(workload) ?? 0) + verification.bakeSeconds);
  }
  const sum = (of: "checks" | "failed" | "noData") =>
    counted.reduce((sofar, { verification }) => sofar + verification[of], 0);
  return {
    checks: sum("checks"),
    failed: sum("failed"),
    noData: sum("noData"),
    bakeSeconds: Math.max(0, ...baked.values()),
  };
}

/** Users reach it: since the host was let expose it, or since before where nothing had to be changed. */
async function exposed({ context }: DeployRequest, attempt: Attempt): Promise<void> {
  const now = context.clock.now();
  await attempt.change((deployment) => {
    if (deployment.verdict !== "in_progress") return deployment;
    const exposedAt = deployment.exposingAt ?? now.toISOString();
    return advance(advance(deployment, "exposed", now, { exposedAt }), "verifying", now);
  });
}

async function proveAloud(request: DeployRequest, of: ProofRequest, beside = ""): Promise<Proof> {
  const { events, signal } = request.context;
  const how = of.share ? ` with ${of.share.weight} % of the work` : of.former === "gone" ? "" : beside;
  const id = `verify ${of.workloads.join(", ")}${how}`;
  events({ type: "started", id, title: id });
  try {
    const proof = await prove(of);
    const isProved = proof.problem === undefined;
    events({
      type: "finished",
      id,
      outcome: isProved ? "done" : "failed",
      message: proof.problem ?? checksText(proof.verification.checks),
    });
    // What serves after it has a log of its own: the lines that explain the failure are read now.
    return isProved || proof.logTail.length > 0 ? proof : { ...proof, logTail: await lastLines(request) };
  } catch (error) {
    events({ type: "finished", id, outcome: signal.aborted ? "cancelled" : "failed" });
    throw error;
  }
}

async function lastLines({ host, target, context }: DeployRequest): Promise<readonly string[]> {
  const lines: string[] = [];
  try {
    for await (const line of host.logs(target, { tail: 30, follow: false }, context)) lines.push(line.text);
  } catch {
    context.signal.throwIfAborted();
  }
  return lines.slice(-30);
}

function checksText(checks: number): string {
  return checks === 1 ? "1 check" : `${checks} checks`;
}
