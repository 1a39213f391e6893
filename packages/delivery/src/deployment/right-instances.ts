import { type Address, errorMessage, shortDigest } from "@towpath/core";
import type { Instance } from "@towpath/provisioning";
import type { ProofRequest } from "./prove.ts";
import type { RouteAnswer } from "./route-check.ts";
import type { Tally } from "./watch.ts";

/** What the host says runs, and what is wrong with that. */
export interface SeenInstances {
  readonly instances: readonly Instance[];
  readonly problem?: string | undefined;
}

/**
 * Looks until the host reports what it should, or for as long as it may take.
 *
 * @throws what the host throws, after the same time
 */
export async function rightInstances(request: ProofRequest, tally: Tally): Promise<SeenInstances> {
  const { host, target, context, workloads, settings } = request;
  const deadline = context.clock.monotonic() + settings.withinMs;
  for (;;) {
    const isLate = () => context.clock.monotonic() >= deadline;
    try {
      const instances = await host.current(target, context);
      const problem = wrongInstance(instances, request);
      if (problem === undefined || isLate()) {
        tally.checks += Math.max(1, workloads.length);
        if (problem !== undefined) tally.failed += 1;
        return { instances, problem };
      }
    } catch (error) {
      context.signal.throwIfAborted();
      if (isLate()) throw error;
    }
    await context.clock.sleep(settings.betweenMs, context.signal);
  }
}

/** One look at a workload that nobody can ask. */
export async function lives(request: ProofRequest, workload: Address): Promise<RouteAnswer> {
  const { host, target, context } = request;
  try {
    const instances = await host.current(target, context);
    const why = wrongInstance(instances, { ...request, workloads: [workload] });
    return why === undefined ? { answer: "healthy" } : { answer: "unhealthy", why };
  } catch (error) {
    context.signal.throwIfAborted();
    return { answer: "noData", why: `what runs of ${workload} could not be seen: ${errorMessage(error)}` };
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
    if (!isProved) return `instance ${sick?.id} of ${workload} is ${sick?.status}${because(sick)}`;
  }
  return undefined;
}

/** What the host says of it. */
function because(instance: Instance | undefined): string {
  const problem = instance?.details["problem"];
  return problem === undefined ? "" : `: ${problem}`;
}

/** Whether the host says that an instance does what it is for. */
export function isWell({ status }: Instance): boolean {
  return status === "healthy" || status === "completed";
}
