import { isBlocking } from "@towpath/core";
import { bringFromBefore } from "../deploying/bring-over.ts";
import { type DeployWords, deployFound, deployOptions } from "../deploying/deploy-release.ts";
import type { DeployData } from "../deploying/ending-of.ts";
import { findRelease } from "../deploying/find-release.ts";
import type { EnvironmentRequest } from "../documents/open-documents.ts";
import { openChecked } from "../environment/guard.ts";
import { openWorld, requireWorkloadHost } from "../environment/open-world.ts";
import { refusedByRules } from "../environment/refused-by-rules.ts";
import { OperationError } from "../errors.ts";
import { operation } from "../operation.ts";

export type { DeployData };

/** What to bring out, where, and what is said about it. */
export interface DeployRequest extends EnvironmentRequest, DeployWords {
  /** The folder of a release bundle, or the digest of an artifact, or its beginning; what was built last when absent. */
  readonly release?: string | undefined;
  /** Another run signs what is said of it, such as `comply` after it: nobody signs here. */
  readonly isSignedApart?: boolean | undefined;
}

/**
 * Brings a release to run in an environment: every gate is asked first; then it has to prove itself, and when it does not hold,
 * the one before it stays.
 */
export const deploy = operation<DeployRequest, DeployData | null>("deploy", async (request, effects) => {
  const options = deployOptions(request);
  const opened = { ...(await openChecked(request, effects)), isSignedApart: request.isSignedApart };
  if (opened.found.some(isBlocking)) return { ...refusedByRules(opened, "deployed"), data: null };
  const world = await openWorld(opened.graph, effects, { ...opened, isUntrusted: request.isUntrusted });
  requireWorkloadHost(world);
  const release = await findRelease(world, opened, request.release, effects).catch((error: unknown) => {
    if (opened.isBlocked && error instanceof OperationError) return undefined;
    throw error;
  });
  // What rules stand against is told first, also where there is nothing to hold against them.
  if (!release) return { ...refusedByRules(opened, "deployed"), data: null };
  await bringFromBefore(world, opened, release, effects);
  return deployFound(world, opened, release, options, effects);
});
