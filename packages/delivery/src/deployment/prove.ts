import { type Address, shortDigest } from "@towpath/core";
import type { GraphWorkload } from "@towpath/manifest";
import type { Context, Instance, RunnableRelease, Target, WorkloadHost } from "@towpath/provisioning";
import { NOTHING_VERIFIED, type Verification } from "./deployment.ts";
import { checkRoute } from "./route-check.ts";

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
  /** Without smoke command and bake: for what was proved before and was not touched since. */
  readonly isBrief?: boolean | undefined;
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
 * a row and through the bake, the smoke command passes. What has no route is looked at where it runs: a worker lives through
 * the bake, a job that runs once has ended well.
 *
 * @throws the signal's reason when it aborts
 */
export async function prove(request: ProofRequest): Promise<Proof> {
  const { target, workloads, routes = workloads, context } = request;
  const tally = { ...NOTHING_VERIFIED };
  const fail = (problem: string, instances: readonly Instance[], logTail: readonly string[] = []): Proof => ({
    verification: tally,
    problem,
    logTail,
    instances,
  });

  const seen = await settled(request, tally);
  if (seen.problem !== undefined) return fail(seen.problem, seen.instances);

  for (const workload of target.graph.workloads.filter(({ address }) => routes.includes(address))) {
    const url = healthUrl(workload, seen.instances);
    if (!url) {
      if (workload.kind === "server") tally.noData += 1;
    } else {
      const routed = await routeHolds(request, workload, url, tally);
      if (routed !== undefined) return fail(routed, seen.instances);
    }
    if (request.isBrief) continue;
    const smoked = await smoke(request, workload, seen.instances, tally);
    if (smoked) return fail(smoked.problem, seen.instances, smoked.logTail);
    const baked = await bake(request, workload, url, tally);
    if (baked !== undefined) return fail(baked, seen.instances);
  }
  context.signal.throwIfAborted();
  return { verification: tally, logTail: [], instances: seen.instances };
}

type Tally = { -readonly [Key in keyof Verification]: Verification[Key] };

async function settled(
  request: ProofRequest,
  tally: Tally,
): Promise<{ readonly instances: readonly Instance[]; readonly problem?: string | undefined }> {
  const { host, target, context, workloads, settings } = request;
  const deadline = context.clock.monotonic() + settings.withinMs;
  for (;;) {
    const instances = await host.current(target, context);
    const problem = wrongInstance(instances, request);
    if (problem === undefined || context.clock.monotonic() >= deadline) {
      tally.checks += Math.max(1, workloads.length);
      if (problem !== undefined) tally.failed += 1;
      return { instances, problem };
    }
    await context.clock.sleep(settings.betweenMs, context.signal);
  }
}

function wrongInstance(instances: readonly Instance[], request: ProofRequest): string | undefined {
  const { workloads, release, former } = request;
  const { digest } = release.artifact;
  if (workloads.length === 0) return "the host rolled no workload";
  for (const workload of workloads) {
    const living = instances.filter((instance) => instance.workload === workload && instance.status !== "stopped");
    const other = living.find((instance) => instance.artifact !== digest);
    if (other && former === "gone") {
      return `instance ${other.id} of ${workload} runs ${shortDigest(other.artifact)}, not ${shortDigest(digest)}`;
    }
    const own = living.filter((instance) => instance.artifact === digest);
    const sick = own.find((instance) => !isWell(instance));
    const isProved = former === "gone" ? !sick : own.some(isWell);
    if (own.length === 0) return `no instance of ${workload} runs ${shortDigest(digest)}`;
    if (!isProved) return `instance ${sick?.id} of ${workload} is ${sick?.status}`;
  }
  return undefined;
}

function isWell({ status }: Instance): boolean {
  return status === "healthy" || status === "completed";
}

function addressOf(workload: GraphWorkload, instances: readonly Instance[]): string | undefined {
  return instances.find((instance) => instance.workload === workload.address && instance.address)?.address;
}

/** The path is joined, not resolved: `//elsewhere/healthz` would ask another host. */
function healthUrl(workload: GraphWorkload, instances: readonly Instance[]): URL | undefined {
  const address = addressOf(workload, instances);
  if (!workload.health || address === undefined || !URL.canParse(address)) return undefined;
  const { origin, protocol } = new URL(address);
  return ["http:", "https:"].includes(protocol) ? new URL(`${origin}${workload.health.path}`) : undefined;
}

async function routeHolds(
  request: ProofRequest,
  workload: GraphWorkload,
  url: URL,
  tally: Tally,
): Promise<string | undefined> {
  const { context, settings } = request;
  const deadline = context.clock.monotonic() + settings.withinMs;
  for (let inARow = 0; ; ) {
    const why = await look(request, workload, url, tally);
    inARow = why === undefined ? inARow + 1 : 0;
    if (inARow >= settings.healthyInARow) return undefined;
    if (why !== undefined && context.clock.monotonic() >= deadline) return why;
    await context.clock.sleep(settings.betweenMs, context.signal);
  }
}

async function bake(
  request: ProofRequest,
  workload: GraphWorkload,
  url: URL | undefined,
  tally: Tally,
): Promise<string | undefined> {
  const { clock, signal } = request.context;
  const startedAt = clock.monotonic();
  const isWorker = workload.kind === "worker";
  let failures = 0;
  while ((url || isWorker) && clock.monotonic() - startedAt < workload.deploy.bakeMs) {
    await clock.sleep(request.settings.bakeEveryMs, signal);
    const why = url ? await look(request, workload, url, tally) : await lives(request, workload, tally);
    failures = why === undefined ? 0 : failures + 1;
    if (failures >= request.settings.bakeFailures) return `while it baked, ${why} (${failures} times in a row)`;
  }
  tally.bakeSeconds = Math.max(tally.bakeSeconds, Math.round((clock.monotonic() - startedAt) / 1000));
  return undefined;
}

/** One look at what nobody can ask. */
async function lives(request: ProofRequest, workload: GraphWorkload, tally: Tally): Promise<string | undefined> {
  const { host, target, context } = request;
  const instances = await host.current(target, context);
  const why = wrongInstance(instances, { ...request, workloads: [workload.address] });
  tally.checks += 1;
  if (why !== undefined) tally.failed += 1;
  return why;
}

async function look(
  request: ProofRequest,
  workload: GraphWorkload,
  url: URL,
  tally: Tally,
): Promise<string | undefined> {
  const { release, fetch, context } = request;
  const timeoutMs = workload.health?.timeoutMs ?? 5_000;
  const seen = await checkRoute(url, release.artifact.digest, timeoutMs, fetch, context.signal);
  tally.checks += 1;
  if (seen.answer === "healthy") return undefined;
  tally.failed += 1;
  if (seen.answer === "noData") tally.noData += 1;
  return seen.why;
}

async function smoke(
  request: ProofRequest,
  workload: GraphWorkload,
  instances: readonly Instance[],
  tally: Tally,
): Promise<{ readonly problem: string; readonly logTail: readonly string[] } | undefined> {
  const { host, target, release, context, settings } = request;
  const run = workload.deploy.smoke;
  if (run === undefined) return undefined;
  const address = addressOf(workload, instances);
  const result = await host.run(
    target,
    {
      workload: workload.address,
      purpose: "smoke",
      run,
      in: { release },
      extra: address === undefined ? {} : { TOWPATH_URL: address },
      timeoutMs: settings.smokeTimeoutMs,
    },
    context,
  );
  tally.checks += 1;
  if (result.exitCode === 0 && !result.timedOut) return undefined;
  tally.failed += 1;
  return { problem: `the smoke command "${run}" ${jobEnding(result)}`, logTail: result.logTail };
}

/** How a job ended, in words: `exited with code 1`. */
export function jobEnding(result: {
  readonly exitCode: number | undefined;
  readonly signal?: string | undefined;
  readonly timedOut: boolean;
}): string {
  if (result.timedOut) return "did not end in time";
  if (result.exitCode === undefined) return `was ended by ${result.signal ?? "a signal"}`;
  return `exited with code ${result.exitCode}`;
}
