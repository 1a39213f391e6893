import type { Address } from "@towpath/core";
import type { Context, RunnableRelease, Step, Target, WorkloadHost } from "@towpath/provisioning";
import type { Attempt } from "./deployment-log.ts";
import { jobEnding } from "./prove.ts";
import type { RolloutProof } from "./rollout-proof.ts";

export interface RolloutGate {
  ask(step: Step): Promise<"go" | "abort">;
  /** The migration that failed, when one did. */
  failure(): { readonly reason: string; readonly logTail: readonly string[] } | undefined;
}

/**
 * What a workload host asks before each step of a rollout: migrates each workload once, before the first of its steps
 * that could let users reach it, records that users are about to reach it before they can, and proves it while what served
 * before still runs.
 */
export function rolloutGate(
  target: Target,
  release: RunnableRelease,
  host: WorkloadHost,
  context: Context,
  attempt: Attempt,
  migrateTimeoutMs: number,
  proofs: RolloutProof,
): RolloutGate {
  const migrations = new Map<Address, Promise<boolean>>();
  let failure: ReturnType<RolloutGate["failure"]>;

  async function migrate(workload: Address): Promise<boolean> {
    const run = target.graph.workloads.find((candidate) => candidate.address === workload)?.deploy.migrate;
    if (run === undefined) return true;
    const id = `migrate ${workload}`;
    context.events({ type: "started", id, title: `${id}: ${run}` });
    const job = { workload, purpose: "migrate", run, in: { release }, timeoutMs: migrateTimeoutMs } as const;
    const result = await host.run(target, job, context).catch((error: unknown) => {
      context.events({ type: "finished", id, outcome: context.signal.aborted ? "cancelled" : "failed" });
      throw error;
    });
    const isDone = result.exitCode === 0 && !result.timedOut;
    if (!isDone) failure = { reason: `the migration "${run}" ${jobEnding(result)}`, logTail: result.logTail };
    context.events({ type: "finished", id, outcome: isDone ? "done" : "failed" });
    return isDone;
  }

  return {
    async ask(step) {
      if (context.signal.aborted) return "abort";
      if (step.kind === "drain") return (await proofs.beforeDrain(step.workload)) ? "go" : "abort";
      const migrated = migrations.get(step.workload) ?? migrate(step.workload);
      migrations.set(step.workload, migrated);
      if (!(await migrated) || context.signal.aborted) return "abort";
      if (step.kind === "expose") {
        await attempt.change((deployment) =>
          deployment.exposingAt === undefined
            ? { ...deployment, exposingAt: context.clock.now().toISOString() }
            : deployment,
        );
      }
      return "go";
    },
    failure: () => failure,
  };
}
