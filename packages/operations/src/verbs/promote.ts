import { isBlocking } from "@towpath/core";
import { lastSucceeded } from "@towpath/delivery";
import { environmentsOf } from "@towpath/manifest";
import { bringOver } from "../deploying/bring-over.ts";
import { type DeployWords, deployFound, deployOptions } from "../deploying/deploy-release.ts";
import type { DeployData } from "../deploying/ending-of.ts";
import type { ManifestRequest } from "../documents/open-documents.ts";
import { openChecked } from "../environment/guard.ts";
import { openWorld, requireWorkloadHost } from "../environment/open-world.ts";
import { refusedByRules } from "../environment/refused-by-rules.ts";
import { OperationError } from "../errors.ts";
import { bringStatements } from "../evidence/on-record.ts";
import { openSource, promotedFrom } from "../gates/promotion-source.ts";
import { operation } from "../operation.ts";

/** Which way a release goes, and what is said about it. */
export interface PromoteRequest extends ManifestRequest, DeployWords {
  /** The environment that it serves; the one that the platform promotes from when absent. */
  readonly from?: string | undefined;
  /** The one that it comes to. */
  readonly to?: string | undefined;
}

/**
 * Brings what serves one environment to another: the same digest, nothing is built. Where the two keep their releases in
 * different places, its bytes are taken over and verified.
 */
export const promote = operation<PromoteRequest, DeployData | null>("promote", async (request, effects) => {
  const options = deployOptions(request);
  const opened = await openChecked({ ...request, environment: request.to }, effects);
  const to = opened.graph.environment.name;
  const from = request.from ?? promotedFrom(to, opened) ?? to;
  const there = environmentsOf(opened.service, opened.platform);
  if (from === to || !there.includes(from))
    throw new OperationError({
      code: "operation/promotion-way",
      message:
        from === to
          ? request.from === undefined
            ? `Nothing says from where a release is promoted to ${to}.`
            : `A release is not promoted from ${to} to ${to}.`
          : `${opened.service.name} is in no environment ${JSON.stringify(from.slice(0, 100))} to promote from.`,
      hint: `Name two of ${there.join(", ")}: towpath promote --from ${there.find((one) => one !== to) ?? "dev"} --to ${to}.`,
    });
  if (opened.found.some(isBlocking)) return { ...refusedByRules(opened, "promoted"), data: null };
  const world = await openWorld(opened.graph, effects, { ...opened, isUntrusted: request.isUntrusted });
  requireWorkloadHost(world);
  const source = await openSource(from, world, opened, effects);
  const serving = await lastSucceeded(source.state, opened.service.name, from);
  if (!serving)
    throw new OperationError({
      code: "operation/not-succeeded",
      kind: "refused",
      message: `No release of ${opened.service.name} has succeeded in ${from}, so there is none to bring to ${to}.`,
      hint: `Deploy one there first: towpath deploy -e ${from}.`,
    });
  await bringOver(serving.release, source, world);
  await bringStatements(opened, serving.release, source, world, effects);
  return deployFound(world, opened, serving.release, options, effects);
});
