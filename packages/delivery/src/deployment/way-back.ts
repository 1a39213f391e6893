import { type Address, errorMessage } from "@towpath/core";
import type { Strategy } from "@towpath/manifest";
import type { Instance } from "@towpath/provisioning";
import { runnableRelease } from "../release/runnable-release.ts";
import type { DeployRequest } from "./deploy.ts";
import type { Deployment } from "./deployment.ts";
import { PROOF, prove } from "./prove.ts";

export interface WayBack {
  readonly verdict: "rolled_back" | "rollback_failed";
  /** What was done, as a sentence. */
  readonly reason: string;
  readonly instances: readonly Instance[];
}

const NOTHING = "Nothing served before it, so nothing serves now.";

/**
 * Brings back what served before a release that did not prove itself. Where the host has undone the rollout, that is proved;
 * otherwise, and where something else serves, the last release that succeeded is rolled out again and proved likewise.
 * Its migration does not run; there is one try.
 *
 * @throws the signal's reason when it aborts
 */
export async function wayBack(from: {
  readonly request: DeployRequest;
  readonly strategy: Strategy;
  readonly previous: Deployment | undefined;
  readonly workloads: readonly Address[];
  /** The host has undone the rollout before anything of what served before had ended. */
  readonly isUndone: boolean;
}): Promise<WayBack> {
  const { request, strategy, previous, workloads, isUndone } = from;
  const { artifacts, host, target, context, fetch } = request;
  if (!previous && isUndone) {
    const instances = (await host.current(target, context)).filter(({ status }) => status !== "stopped");
    const isEmpty = instances.length === 0;
    return back(isEmpty ? NOTHING : "What ran before it runs again; it had not proved itself here.", instances);
  }
  if (!previous) return failed("No earlier release succeeded here, so there is none to go back to.");

  const release = runnableRelease(previous.release, artifacts);
  const settings = { ...PROOF, ...request.proof };
  const about = { target, host, release, workloads, former: "gone", context, fetch, settings } as const;
  const serves = `Version ${previous.version} serves again.`;
  if (isUndone) {
    // What served before did not end: what the new manifest asks for is not about it.
    const proof = await prove({ ...about, only: "health" }).catch(() => context.signal.throwIfAborted());
    if (proof && proof.problem === undefined) return back(serves, proof.instances);
  }
  if (previous.artifact.digest === request.release.artifact.digest) {
    return failed("The last release that succeeded here is this one, so there is none to go back to.");
  }
  if (!(await artifacts.has(previous.artifact.digest))) {
    return failed(`The artifact of ${previous.version} is no longer in the artifact store.`);
  }

  const id = "way-back";
  context.events({ type: "started", id, title: `go back to ${previous.version}` });
  try {
    const rollout = await host.roll(target, release, strategy, async () => "go", context);
    const isBack = rollout.status === "done" || rollout.status === "unchanged";
    const proof = isBack ? await prove(about) : { problem: `its rollout ended as ${rollout.status}`, instances: [] };
    context.events({ type: "finished", id, outcome: proof.problem === undefined ? "done" : "failed" });
    if (proof.problem === undefined) return back(serves, proof.instances);
    return failed(`Going back to ${previous.version} failed: ${proof.problem}.`, proof.instances);
  } catch (error) {
    context.events({ type: "finished", id, outcome: context.signal.aborted ? "cancelled" : "failed" });
    context.signal.throwIfAborted();
    return failed(`Going back to ${previous.version} failed: ${errorMessage(error)}.`);
  }
}

function back(reason: string, instances: readonly Instance[]): WayBack {
  return { verdict: "rolled_back", reason, instances };
}

function failed(reason: string, instances: readonly Instance[] = []): WayBack {
  return { verdict: "rollback_failed", reason, instances };
}
