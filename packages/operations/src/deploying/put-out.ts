import type { Effects } from "@towpath/core";
import {
  type DeploymentKind,
  type DeployOutcome,
  deploy as deployRelease,
  type Gate,
  type Release,
} from "@towpath/delivery";
import type { OpenGraph } from "../documents/open-documents.ts";
import { targetOf, type World, workloadHost } from "../environment/open-world.ts";
import { recordDeployments } from "../evidence/on-record.ts";

/** How a release is brought out. */
export interface PutOutRequest {
  /** The service that it is of: what is put on record of its deployments is signed as its platform says. */
  readonly opened: OpenGraph;
  readonly gates: readonly Gate[];
  readonly kind?: DeploymentKind | undefined;
  readonly force?: { readonly reason: string } | undefined;
  readonly rollbackOf?: number | undefined;
  readonly incident?: string | undefined;
}

/** Deploys a release in a world that nobody else changes meanwhile, and puts on record how that ended. */
export async function putOut(
  world: World,
  release: Release,
  request: PutOutRequest,
  effects: Effects,
): Promise<DeployOutcome> {
  const runAttempt = Number(effects.variables["GITHUB_RUN_ATTEMPT"] ?? 1);
  const { opened, ...how } = request;
  const outcome = await deployRelease({
    ...how,
    target: await targetOf(world),
    release,
    artifacts: world.artifacts,
    host: workloadHost(world),
    state: world.state,
    context: world.context,
    fetch: effects.fetch,
    runAttempt: Number.isSafeInteger(runAttempt) && runAttempt > 0 ? runAttempt : 1,
  });
  await recordDeployments(opened, world, effects);
  return outcome;
}
