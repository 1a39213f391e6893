import type { Address } from "@towpath/core";
import type { Context, RunnableRelease, Step, Target, WorkloadHost } from "@towpath/provisioning";
import { describeEnding } from "../commands/run-command.ts";
import type { Attempt } from "./deployment-log.ts";
import type { RolloutProof } from "./rollout-proof.ts";
import type { SchemaGate } from "./schema-gate.ts";

export interface RolloutGate {
  ask(step: Step): Promise<"go" | "abort">;
  /** The migration that failed, or broke what serves, when one did. */
  failure(): { readonly reason: string; readonly logTail: readonly string[] } | undefined;
}

/** How a rollout is gated. */
export interface RolloutGateRequest {
  readonly target: Target;
  readonly release: RunnableRelease;
  readonly host: WorkloadHost;
  readonly context: Context;
  readonly attempt: Attempt;
  readonly proofs: RolloutProof;
  readonly schema: SchemaGate;
  /** How long a migration may take, in milliseconds. */
  readonly migrateTimeoutMs: number;
  /** An older release does not migrate: the database is ahead of it. */
  readonly isRollback: boolean;
}

/**
 * What a workload host asks before each step of a rollout: migrates each workload once, before the first of its steps
 * that could let users reach it, sees that what serves holds on the schema that there is then, records that users are about to reach it before they can, and proves it while what served
 * before still runs: before it gets a larger part of the work, and before what served before is drained.
 */
export function rolloutGate(request: RolloutGateRequest): RolloutGate {
  const { target, release, host, context, attempt, proofs, schema, migrateTimeoutMs, isRollback } = request;
  const migrations = new Map<Address, Promise<boolean>>();
  const weights = new Map<Address, number>();
  let failure: ReturnType<RolloutGate["failure"]>;

  async function migrate(workload: Address): Promise<boolean> {
    const run = target.graph.workloads.find((candidate) => candidate.address === workload)?.deploy.migrate;
    if (run === undefined || isRollback) return true;
    await schema.before();
    const id = `migrate ${workload}`;
    context.events({ type: "started", id, title: `${id}: ${run}` });
    const job = { workload, purpose: "migrate", run, in: { release }, timeoutMs: migrateTimeoutMs } as const;
    const result = await host.run(target, job, context).catch((error: unknown) => {
      context.events({ type: "finished", id, outcome: context.signal.aborted ? "cancelled" : "failed" });
      throw error;
    });
    const isDone = result.exitCode === 0 && !result.timedOut;
    if (isDone) schema.migrated(run);
    else failure = { reason: `the migration "${run}" ${describeEnding(result)}`, logTail: result.logTail };
    context.events({ type: "finished", id, outcome: isDone ? "done" : "failed" });
    return isDone;
  }

  /** Records it before it happens; where the workload has a part of the work already, that is proved first. */
  async function expose({ workload, weight }: Extract<Step, { readonly kind: "expose" }>): Promise<"go" | "abort"> {
    const present = weights.get(workload);
    if (present !== undefined && !(await proofs.atWeight(workload, present))) return "abort";
    if (context.signal.aborted) return "abort";
    const at = context.clock.now().toISOString();
    await attempt.change((deployment) => ({
      ...deployment,
      exposingAt: deployment.exposingAt ?? at,
      exposures: [...deployment.exposures, { workload, weight, at }],
    }));
    weights.set(workload, weight);
    return "go";
  }

  return {
    async ask(step) {
      if (context.signal.aborted) return "abort";
      if (step.kind === "drain") return (await proofs.beforeDrain(step.workload)) ? "go" : "abort";
      const migrated = migrations.get(step.workload) ?? migrate(step.workload);
      migrations.set(step.workload, migrated);
      if (!(await migrated) || context.signal.aborted) return "abort";
      if (step.kind === "migrate") return "go";
      if (!(await schema.holds())) return "abort";
      return step.kind === "expose" ? expose(step) : "go";
    },
    failure: () => failure ?? schema.failure(),
  };
}
