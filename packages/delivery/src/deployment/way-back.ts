import { type Address, errorMessage } from "@towpath/core";
import type { Strategy } from "@towpath/manifest";
import type { Instance } from "@towpath/provisioning";
import { runnableRelease } from "../release/runnable-release.ts";
import type { DeployRequest } from "./deploy.ts";
import type { Deployment } from "./deployment.ts";
import { type ProofSettings, prove } from "./prove.ts";

export interface WayBack {
  readonly verdict: "rolled_back" | "rollback_failed";
  /** What was done, as a sentence. */
  readonly reason: string;
  readonly instances: readonly Instance[];
}

/**
 * Rolls the last release that succeeded out again and proves it likewise. Its migration does not run; there is one try.
 *
 * @throws the signal's reason when it aborts
 */
export async function wayBack(from: {
  readonly request: DeployRequest;
  readonly strategy: Strategy;
  readonly previous: Deployment | undefined;
  readonly workloads: readonly Address[];
  readonly settings: ProofSettings;
}): Promise<WayBack> {
  const { request, strategy, previous, workloads, settings } = from;
  const { artifacts, host, target, context, fetch } = request;
  const failed = (reason: string, instances: readonly Instance[] = []): WayBack => ({
    verdict: "rollback_failed",
    reason,
    instances,
  });

  if (!previous) return failed("No earlier release succeeded here, so there is none to go back to.");
  if (previous.artifact.digest === request.release.artifact.digest) {
    return failed("The last release that succeeded here is this one, so there is none to go back to.");
  }
  if (!(await artifacts.has(previous.artifact.digest))) {
    return failed(`The artifact of ${previous.version} is no longer in the artifact store.`);
  }

  const id = "way-back";
  context.events({ type: "started", id, title: `go back to ${previous.version}` });
  try {
    const release = runnableRelease(previous.release, artifacts);
    const rollout = await host.roll(target, release, strategy, async () => "go", context);
    const isBack = rollout.status === "done" || rollout.status === "unchanged";
    const proof = isBack
      ? await prove({ target, host, release, workloads, context, fetch, settings })
      : { problem: `its rollout ended as ${rollout.status}`, instances: [] };
    context.events({ type: "finished", id, outcome: proof.problem === undefined ? "done" : "failed" });
    if (proof.problem !== undefined) {
      return failed(`Going back to ${previous.version} failed: ${proof.problem}.`, proof.instances);
    }
    const reason = `Version ${previous.version} serves again.`;
    return { verdict: "rolled_back", reason, instances: proof.instances };
  } catch (error) {
    context.events({ type: "finished", id, outcome: context.signal.aborted ? "cancelled" : "failed" });
    context.signal.throwIfAborted();
    return failed(`Going back to ${previous.version} failed: ${errorMessage(error)}.`);
  }
}
