import type { Address, Effects } from "@towpath/core";
import type { ArtifactStore } from "@towpath/delivery";
import {
  claimFolder,
  endAbandonedCommands,
  type LocalFolders,
  localFolders,
  runnerVariables,
} from "@towpath/engine-local";
import type { Graph } from "@towpath/manifest";
import {
  type Context,
  contextFor,
  currentHolder,
  type Environment,
  engineNamed,
  environmentKey,
  fileSecrets,
  type Instance,
  readState,
  type Target,
  type WorkloadHost,
  withLock,
} from "@towpath/provisioning";
import { OperationError } from "../errors.ts";
import { noteHome, requireHome } from "./home-of-service.ts";
import { moduleHomes } from "./module-homes.ts";
import { openArtifacts, type PlatformOfGraph } from "./open-artifacts.ts";
import { type DriverSource, driversFor, type EngineSources, openEngines } from "./open-engines.ts";
import { openState, variableOf } from "./open-state.ts";
import { refuseToVanish } from "./refuse-to-vanish.ts";
import { refuseUnbuilt, refuseUnbuiltHost } from "./refuse-unbuilt.ts";

/** How long a command waits for another one that works on the same service and environment, in milliseconds. */
const WAIT_MS = 10 * 60_000;

/** Everything that works on one service in one environment: engines, state, artifacts. The one place that wires them. */
export interface World extends Environment {
  readonly folders: LocalFolders;
  readonly artifacts: ArtifactStore;
}

/**
 * Wires the engines and stores of a graph's environment.
 *
 * @param opened the service that the graph is of, or is made of
 * @throws {OperationError} `operation/engine-not-built` and `operation/environment-not-built` for what is not built
 * @throws {OperationError} `operation/state-would-vanish`, `operation/state-of-another-machine`, `operation/module-proposed`
 * @throws {InvalidDocuments} when drivers of the platform's own cannot be loaded
 */
export async function openWorld(graph: Graph, effects: Effects, opened: DriverSource): Promise<World> {
  refuseUnbuilt(graph);
  refuseToVanish(graph.environment, effects);
  const drivers = await driversFor(opened, effects);
  const world = await openWorkshop(graph, effects, { drivers, modules: moduleHomes(opened) }, opened);
  await requireHome(world);
  return world;
}

/**
 * The same for what makes no resources, such as a build: without drivers and modules of the platform's own.
 *
 * @param opened where the platform is, for whom uses artifacts
 */
export async function openWorkshop(
  graph: Graph,
  effects: Effects,
  sources: EngineSources = { drivers: new Map() },
  opened?: PlatformOfGraph,
): Promise<World> {
  const folders = localFolders(effects.variables);
  await claimFolder(folders);
  const { store: state, secretBox } = await openState(graph.environment, folders, effects);
  const { clock, signal, events } = effects;
  const variables = withoutOwn(effects.variables, graph.environment, opened);
  const context = contextFor({
    clock,
    signal,
    events,
    variables,
    graph,
    state,
    secretBox,
    secrets: fileSecrets(graph),
    holder: currentHolder(clock, variables),
  });
  return {
    graph,
    engines: await openEngines(graph, { folders, secretBox }, sources),
    state,
    context,
    folders,
    artifacts: await openArtifacts(graph, folders, effects, opened, state),
  };
}

/** A provider of the cloud's may want the same one as the store. */
const OF_A_CLOUD = /^(?:ARM|AZURE)_/;

/**
 * What signs evidence and what opens the state are for no command of a team's: whoever has the one can say anything of a release,
 * and whoever has the other can approve it in anybody's name.
 */
function withoutOwn(
  variables: Effects["variables"],
  { state }: Graph["environment"],
  opened: Pick<PlatformOfGraph, "platform"> | undefined,
): Effects["variables"] {
  const named = Object.values(state?.options ?? {}).flatMap((option) => variableOf(option) ?? []);
  const key = opened?.platform.evidence?.key?.variable;
  const own = new Set([...(key === undefined ? [] : [key]), ...named.filter((name) => !OF_A_CLOUD.test(name))]);
  return Object.fromEntries(Object.entries(variables).filter(([name]) => !own.has(name)));
}

/** What engines and hosts work on. */
export async function targetOf(world: World): Promise<Target> {
  const { lastApplied } = await readState(world.state, environmentKey(world));
  return { graph: world.graph, state: world.state, ...(lastApplied ? { lastApplied } : {}) };
}

/**
 * What runs the service's workloads.
 *
 * @throws {OperationError} `operation/no-workload` when it has none, or its engine runs none; `operation/engine-not-built`
 */
export function workloadHost(world: World): WorkloadHost {
  const { graph } = world;
  const [first] = graph.workloads;
  if (first) refuseUnbuiltHost(graph, first);
  const host = first && engineNamed(first.engine, graph, world.engines).workloads;
  if (host) return host;
  throw new OperationError({
    code: "operation/no-workload",
    message: first
      ? `Engine "${first.engine}" runs no workloads.`
      : `${graph.service.name} has no workload: there is nothing to deploy.`,
    place: first?.origin.place ?? graph.service.origin.place,
    hint: first
      ? `Place the workload on an engine that runs some, in the platform's environment ${graph.environment.name}: place: { workload: … }. plan, apply, drift and destroy work for its resources as it stands.`
      : "Describe what runs under `workload:` in the manifest.",
  });
}

/** Refuses, before anything else is done, what would end at the service's workloads. @throws {OperationError} as {@link workloadHost} */
export function requireWorkloadHost(world: World): void {
  if (world.graph.workloads.length > 0) workloadHost(world);
}

/** What runs the service's workloads; undefined where it has none, or nothing here can. */
export function workloadHostHere(world: World): WorkloadHost | undefined {
  const [first] = world.graph.workloads;
  return first && world.engines.get(first.engine)?.workloads;
}

/** Stops whatever of the service runs on any engine, also workloads that the manifest names no more. */
export async function stopAll(world: World): Promise<readonly Instance[]> {
  const target = await targetOf(world);
  const hosts = [...world.engines.values()].flatMap(({ workloads }) => workloads ?? []);
  return (await Promise.all(hosts.map((host) => host.stop(target, world.context)))).flat();
}

/** Removes what the service's stopped workloads leave on any engine. */
export async function removeWorkloads(world: World): Promise<void> {
  const target = await targetOf(world);
  for (const { workloads } of world.engines.values()) await workloads?.remove?.(target, world.context);
}

/** Addresses of what a person may name: the resources and what the state still holds of others. */
export async function knownAddresses(world: World): Promise<ReadonlySet<Address>> {
  const { resources, orphans } = await readState(world.state, environmentKey(world));
  return new Set([
    ...world.graph.resources.map(({ address }) => address),
    ...Object.keys(resources),
    ...Object.keys(orphans),
  ]);
}

/**
 * Does something that no other command may do to the same service and environment meanwhile. Another one that is at it is
 * waited for, and named.
 */
export function alone<T>(world: World, body: (world: World) => Promise<T>, waitMs: number = WAIT_MS): Promise<T> {
  const { context, graph } = world;
  const key = `runs/${graph.service.name}.${graph.environment.name}`;
  return withLock(world.state, key, context.holder, waitMs, context, async ({ signal }) => {
    await noteHome(world);
    return body({ ...world, context: { ...context, signal } });
  });
}

/**
 * Does something in the service's folder that no other build or test of the same service may do there meanwhile: they write
 * the same files.
 */
export function inFolder<T>(world: World, body: (context: Context) => Promise<T>): Promise<T> {
  const { context, graph, state } = world;
  return withLock(state, `builds/${graph.service.name}`, context.holder, WAIT_MS, context, async ({ signal }) => {
    const ended = await endAbandonedCommands(graph.service.folder, { clock: context.clock, signal });
    if (ended.length > 0)
      context.events({
        type: "notice",
        message: `Ended what a command that was killed still did here: ${ended.join(", ")}.`,
      });
    return body({ ...context, variables: { ...context.variables, ...runnerVariables() }, signal });
  });
}
