import { type Effects, isAbort } from "@towpath/core";
import type { EnvironmentRequest } from "../../documents/open-documents.ts";
import { reasonOf } from "../publish-all.ts";
import type { Published } from "../publish-request.ts";
import { type DeploymentsRequest, publishDeployments } from "./publish-deployments.ts";

/** Whose deployments GitHub is to hear of, by the documents that say where the record is. */
export interface DeploymentsOfRequest
  extends EnvironmentRequest,
    Omit<DeploymentsRequest, "state" | "service" | "environment"> {}

/**
 * Tells GitHub of the deployments of a manifest's service in an environment that it was not told of yet. What cannot be opened is
 * a warning, too.
 *
 * @throws the signal's reason when the run is cancelled
 */
export async function publishDeploymentsOf(request: DeploymentsOfRequest, effects: Effects): Promise<Published> {
  const { manifest, platform, environment, isUntrusted, ...about } = request;
  try {
    const { openStateStore } = await import("../../state/open-state-store.ts");
    const { graph, store } = await openStateStore({ manifest, platform, environment, isUntrusted }, effects);
    const service = graph.service.name;
    return await publishDeployments({ ...about, state: store, service, environment: graph.environment.name }, effects);
  } catch (error) {
    if (effects.signal.aborted && isAbort(error, effects.signal)) throw error;
    return {
      notices: [],
      warnings: [`GitHub was not told of deployments to ${environment ?? "its environment"}: ${reasonOf(error)}`],
    };
  }
}
