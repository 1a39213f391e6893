import { type Digest, errorMessage } from "@towpath/core";
import type { Instance } from "@towpath/provisioning";
import type { Release } from "../release/release.ts";
import { runnableRelease } from "../release/runnable-release.ts";
import type { DeployRequest } from "./deploy.ts";
import type { Deployment } from "./deployment.ts";
import { recentDeployments } from "./deployment-log.ts";
import { PROOF, type Proof, type ProofRequest, prove } from "./prove.ts";

/** What served when a rollout began. */
export interface RunningVersion {
  readonly version: string;
  readonly digest: Digest;
  /** What of it did not hold then, as part of a sentence: it is not looked at again. */
  readonly wasIll?: string | undefined;
  readonly isHeldToAnything: boolean;
  /**
   * Looks whether all that held then holds still.
   *
   * @throws the signal's reason when it aborts, and what the host throws
   */
  look(): Promise<{
    readonly problem?: string | undefined;
    readonly checks: number;
    readonly logTail: readonly string[];
  }>;
}

/** How long a look before a migration waits for what may be ill, in milliseconds. */
const PATIENCE_MS = 2_000;

/**
 * Finds what serves, by what the host reports, and what of it holds: that it is healthy, and that its smoke command passes, the
 * one that the manifest names now, in that release's own files.
 *
 * @returns undefined where nothing serves that is on record here
 * @throws the signal's reason when it aborts, and what the host throws
 */
export async function findRunning(
  request: DeployRequest,
  previous: Deployment | undefined,
): Promise<RunningVersion | undefined> {
  const { target, host, context, artifacts, fetch } = request;
  const instances = (await host.current(target, context)).filter(isThere);
  const release = await servingRelease(request, previous, instances);
  if (!release) return undefined;
  const { digest } = release.artifact;
  const workloads = target.graph.workloads
    .map(({ address }) => address)
    .filter((address) => instances.some(({ workload, artifact }) => workload === address && artifact === digest));
  if (workloads.length === 0) return undefined;
  const settings = { ...PROOF, ...request.proof };
  const about: ProofRequest = {
    ...{ target, host, workloads, former: "beside", context, fetch, settings },
    release: runnableRelease(release, artifacts),
  };
  const parts: readonly ProofRequest["only"][] = ["health", "smoke"];
  const held: (typeof parts)[number][] = [];
  let wasIll: string | undefined;
  for (const only of parts) {
    const calm = { ...settings, withinMs: Math.min(settings.withinMs, PATIENCE_MS) };
    const problem = await problemOf(prove({ ...about, only, settings: calm }), request);
    if (problem === undefined) held.push(only);
    else wasIll ??= problem;
  }
  return {
    version: release.version,
    digest,
    wasIll,
    isHeldToAnything: held.length > 0,
    async look() {
      let checks = 0;
      for (const only of held) {
        const { problem, verification, logTail } = await prove({ ...about, only });
        checks += verification.checks;
        if (problem !== undefined) return { problem, checks, logTail };
      }
      return { checks, logTail: [] };
    },
  };
}

/** What succeeded last, where it runs; else whatever runs of what was ever deployed here. */
async function servingRelease(
  { target, state }: DeployRequest,
  previous: Deployment | undefined,
  instances: readonly Instance[],
): Promise<Release | undefined> {
  const runs = ({ artifact }: Deployment) => instances.some((instance) => instance.artifact === artifact.digest);
  if (instances.length === 0) return undefined;
  if (previous && runs(previous)) return previous.release;
  const { service, environment } = target.graph;
  return (await recentDeployments(state, service.name, environment.name)).find(runs)?.release;
}

function isThere({ status }: Instance): boolean {
  return status !== "stopped" && status !== "completed";
}

async function problemOf(proof: Promise<Proof>, { context }: DeployRequest): Promise<string | undefined> {
  try {
    return (await proof).problem;
  } catch (error) {
    context.signal.throwIfAborted();
    return errorMessage(error);
  }
}
