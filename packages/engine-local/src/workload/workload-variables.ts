import { Secret } from "@towpath/core";
import type { GraphContainer } from "@towpath/manifest";
import { type Context, knownSecrets, resolveVariables, type Target } from "@towpath/provisioning";
import { consumedServices } from "./consumed-services.ts";
import type { HostSettings } from "./host-settings.ts";

/** What a workload is started with, and what must not be seen of it. */
export interface WorkloadVariables {
  /** In clear: for the process's environment and nothing else. */
  readonly values: Readonly<Record<string, string>>;
  /** Every secret that the workload could print. */
  readonly secrets: readonly Secret[];
  /** Where the services are that some of the values name, by the address of the consumption. */
  readonly consumes: Readonly<Record<string, string>>;
}

/**
 * @throws {ProvisioningError} for a resource that is not there yet or a secret that is missing
 * @throws {LocalEngineError} `engine-local/service-not-up` for a service whose address is asked for
 */
export async function workloadVariables(
  target: Target,
  workload: Pick<GraphContainer, "variables">,
  settings: Pick<HostSettings, "folder">,
  context: Context,
): Promise<WorkloadVariables> {
  const services = consumedServices(target.graph, settings.folder, context);
  const resolved = await resolveVariables(workload, { ...context, services: services.read });
  const values: Record<string, string> = {};
  const secrets = [...(await knownSecrets(target.graph, context))];
  for (const [name, value] of Object.entries(resolved)) {
    values[name] = value instanceof Secret ? value.reveal() : value;
    if (value instanceof Secret) secrets.push(value);
  }
  values["TOWPATH_SERVICE"] = target.graph.service.name;
  values["TOWPATH_ENVIRONMENT"] = target.graph.environment.name;
  return { values, secrets, consumes: services.used() };
}
