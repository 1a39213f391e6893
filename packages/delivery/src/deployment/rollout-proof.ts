import type { Address } from "@towpath/core";
import type { RunnableRelease } from "@towpath/provisioning";
import type { DeployRequest } from "./deploy.ts";
import { advance, type Verification } from "./deployment.ts";
import type { Attempt } from "./deployment-log.ts";
import { PROOF, type Proof, type ProofRequest, prove } from "./prove.ts";

/** The proof of a rollout: of each workload before what served before is drained, where the host asks, and of all at its end. */
export interface RolloutProof {
  /** @returns false where it does not prove itself: the host brings back what served before */
  beforeDrain(workload: Address): Promise<boolean>;
  /** What is not proved yet, and that nothing else runs any more. */
  atTheEnd(workloads: readonly Address[]): Promise<Proof>;
  /** The proof that failed before draining, when one did. */
  failure(): Proof | undefined;
}

/** Begins the proof of a rollout; records that users reach it as soon as there is something to prove. */
export function rolloutProof(request: DeployRequest, release: RunnableRelease, attempt: Attempt): RolloutProof {
  const { target, host, context } = request;
  const settings = { ...PROOF, ...request.proof };
  const proved = new Map<Address, Promise<Proof>>();
  let failure: Proof | undefined;
  const about = { target, host, release, context, fetch: request.fetch, settings };

  return {
    async beforeDrain(workload) {
      await exposed(request, attempt);
      const proving =
        proved.get(workload) ?? proveAloud(request, { ...about, workloads: [workload], former: "beside" });
      proved.set(workload, proving);
      const proof = await proving;
      if (proof.problem !== undefined) failure ??= proof;
      return proof.problem === undefined;
    },
    async atTheEnd(workloads) {
      await exposed(request, attempt);
      const routes = workloads.filter((workload) => !proved.has(workload));
      const proof = await proveAloud(request, { ...about, workloads, routes, former: "gone" });
      const before = await Promise.all(proved.values());
      return { ...proof, verification: [...before, proof].map(({ verification }) => verification).reduce(sum) };
    },
    failure: () => failure,
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

async function proveAloud(request: DeployRequest, of: ProofRequest): Promise<Proof> {
  const { events, signal } = request.context;
  const id = `verify ${of.workloads.join(", ")}${of.former === "gone" ? "" : " beside the former"}`;
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

function sum(a: Verification, b: Verification): Verification {
  return {
    checks: a.checks + b.checks,
    failed: a.failed + b.failed,
    noData: a.noData + b.noData,
    bakeSeconds: Math.max(a.bakeSeconds, b.bakeSeconds),
  };
}

function checksText(checks: number): string {
  return checks === 1 ? "1 check" : `${checks} checks`;
}
