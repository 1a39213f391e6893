import type { Address } from "@towpath/core";
import type { GraphWorkload } from "@towpath/manifest";
import type { Context, Instance, RunnableRelease, Target, WorkloadHost } from "@towpath/provisioning";
import { NOTHING_VERIFIED, type Verification } from "./deployment.ts";
import { lives, rightInstances } from "./right-instances.ts";
import { addressOf, askedPaths, routeLook } from "./route-look.ts";
import { runSmoke } from "./smoke.ts";
import { becomesHealthy, type Look, staysHealthy, type Tally } from "./watch.ts";

/** How hard a proof looks. Times in milliseconds. */
export interface ProofSettings {
  /** How often in a row the route must answer healthy. */
  readonly healthyInARow: number;
  readonly betweenMs: number;
  /** How long instances and route may take to get there. */
  readonly withinMs: number;
  /** Time between two looks while it bakes; this many failures in a row end it. */
  readonly bakeEveryMs: number;
  readonly bakeFailures: number;
  readonly smokeTimeoutMs: number;
}

export const PROOF: ProofSettings = {
  healthyInARow: 3,
  betweenMs: 50,
  withinMs: 15_000,
  bakeEveryMs: 1_000,
  bakeFailures: 3,
  smokeTimeoutMs: 5 * 60_000,
};

export interface ProofRequest {
  readonly target: Target;
  readonly host: WorkloadHost;
  readonly release: RunnableRelease;
  /** Whose instances are looked at. */
  readonly workloads: readonly Address[];
  /** Whose route, smoke command and bake are looked at; those of all when absent. */
  readonly routes?: readonly Address[] | undefined;
  /** Whether what served before may still run beside it, or must be gone. */
  readonly former: "beside" | "gone";
  /** It has only a part of the work, in percent, and is watched for `forMs` milliseconds instead of smoke command and bake. */
  readonly share?: { readonly weight: number; readonly forMs: number } | undefined;
  /** A part of the proof, for what was proved before and was not touched since: instances and health, or the smoke command. */
  readonly only?: "health" | "smoke" | undefined;
  readonly context: Context;
  readonly fetch: typeof fetch;
  readonly settings: ProofSettings;
}

export interface Proof {
  readonly verification: Verification;
  /** Why it is not proved. */
  readonly problem?: string | undefined;
  /** The last lines of the command that failed. */
  readonly logTail: readonly string[];
  readonly instances: readonly Instance[];
}

/**
 * Proves that a release serves: the host reports its digest for each instance, the route answers healthy several times in
 * a row and through the bake, an answer at `health.identity` contains the digest, the smoke command passes. What has no route
 * is looked at where it runs: it lives through the bake, a job that runs once has ended well.
 *
 * @throws the signal's reason when it aborts
 */
export async function prove(request: ProofRequest): Promise<Proof> {
  const { target, workloads, routes = workloads, context, only } = request;
  const tally = { ...NOTHING_VERIFIED };
  const fail = (problem: string, instances: readonly Instance[], logTail: readonly string[] = []): Proof => ({
    verification: tally,
    problem,
    logTail,
    instances,
  });

  const seen = await rightInstances(request, tally);
  if (seen.problem !== undefined) return fail(seen.problem, seen.instances);

  for (const workload of target.graph.workloads.filter(({ address }) => routes.includes(address))) {
    const asked = askedPaths(workload, seen.instances);
    if (!asked && workload.kind === "server") tally.noData += 1;
    const looks =
      (only === "health" ? asked?.slice(0, 1) : asked)?.map((question) => routeLook(request, workload, question)) ?? [];
    for (const look of only === "smoke" ? [] : looks) {
      const unhealthy = await becomesHealthy(look, request.settings, tally, context);
      if (unhealthy !== undefined) return fail(unhealthy, seen.instances);
    }
    if (only === "health") continue;
    if (!request.share) {
      const address = addressOf(workload, seen.instances);
      const smoked = await runSmoke(request, workload, address, tally);
      if (smoked) return fail(smoked.problem, seen.instances, smoked.logTail);
    }
    if (only === "smoke") continue;
    const baked = await bake(request, workload, looks[0], tally);
    if (baked !== undefined) return fail(baked, seen.instances);
  }
  context.signal.throwIfAborted();
  return { verification: tally, logTail: [], instances: seen.instances };
}

/** A job that runs once has ended, and one on a schedule may not be due: neither has anything to watch. */
async function bake(
  request: ProofRequest,
  workload: GraphWorkload,
  route: Look | undefined,
  tally: Tally,
): Promise<string | undefined> {
  if (workload.kind === "job") return undefined;
  const { share, settings, context } = request;
  const { bakeMs, noData } = workload.deploy;
  const look = route ?? (() => lives(request, workload.address));
  const watching = {
    forMs: share ? share.forMs : bakeMs,
    everyMs: settings.bakeEveryMs,
    failuresInARow: settings.bakeFailures,
    healthyInARow: settings.healthyInARow,
    withinMs: settings.withinMs,
    noData,
  };
  return staysHealthy(look, watching, tally, context);
}
