import type { Effects } from "@towpath/core";
import { environmentsOf, type Graph, resolve } from "@towpath/manifest";
import type { StateStore } from "@towpath/provisioning";
import type { OpenGraph } from "../documents/open-documents.ts";
import { openArtifacts } from "../environment/open-artifacts.ts";
import { openState } from "../environment/open-state.ts";
import type { World } from "../environment/open-world.ts";
import { InvalidDocuments } from "../errors.ts";

/** Where a release comes from on its way into an environment: what is recorded there, and where its bytes are. */
export interface PromotionSource {
  readonly graph: Graph;
  readonly state: StateStore;
  readonly artifacts: World["artifacts"];
}

/**
 * The environment that a service is promoted from. One that the service leaves out passes on what is before it; undefined
 * where nothing is before.
 */
export function promotedFrom(environment: string, { service, platform }: OpenGraph): string | undefined {
  const there = environmentsOf(service, platform);
  const before = new Map(
    Object.entries(platform.document.environments).map(([name, { promoteFrom }]) => [name, promoteFrom?.environment]),
  );
  const seen = new Set([environment]);
  for (let name = before.get(environment); name !== undefined && !seen.has(name); name = before.get(name)) {
    if (there.includes(name)) return name;
    seen.add(name); // a ring is for the platform's own check to refuse
  }
  return undefined;
}

/**
 * Opens what another environment of the same service keeps, to read it.
 *
 * @throws {OperationError} `operation/state-credentials` and others where it cannot be reached from here
 */
export async function openSource(
  environment: string,
  { folders }: World,
  opened: OpenGraph,
  effects: Effects,
): Promise<PromotionSource> {
  const { service, platform } = opened;
  const { graph, findings } = resolve({ service, platform, environment, now: effects.clock.now() });
  if (!graph) throw new InvalidDocuments(findings);
  const [{ store: state }, artifacts] = await Promise.all([
    openState(graph.environment, folders, effects),
    openArtifacts(graph, folders, effects, opened),
  ]);
  return { graph, state, artifacts };
}
