import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nodeClock, type ProgressEvent, Secret } from "@towpath/core";
import type { Graph } from "@towpath/manifest";
import {
  type Applied,
  type ApplyOptions,
  applyEnvironment,
  type Context,
  contextFor,
  createReconcilingEngine,
  type Engine,
  type Environment,
  fileStore,
  openSecretBox,
  type SecretBox,
  type StateStore,
} from "@towpath/provisioning";
import { testEngine } from "../engine/test-engine.ts";
import { type Faults, orderableFaults } from "../worlds/faults.ts";
import { fileWorld, memoryWorld, type World } from "../worlds/world.ts";
import { worldDriver } from "../worlds/world-driver.ts";

/** An engine with its world, a real store and a real key, for one test. */
export interface Setup {
  readonly folder: string;
  readonly world: World;
  readonly faults: Faults;
  readonly engine: Engine;
  readonly store: StateStore;
  readonly secretBox: SecretBox;
  readonly events: ProgressEvent[];
  environment(
    graph: Graph,
    more?: { readonly signal?: AbortSignal; readonly engines?: readonly Engine[] },
  ): Environment;
  apply(graph: Graph, options?: ApplyOptions): Promise<Applied>;
}

type EngineMaker = (name: string, world: World, faults: Faults, box: SecretBox) => Engine;

/** Short enough for tests, with the same proportions. */
export const QUICK_LIMITS = { stepMs: 2_000, readMs: 2_000, graceMs: 100, settleMs: 100, attempts: 3, backoffMs: 5 };

export const reconciling: EngineMaker = (name, world, faults, secretBox) => {
  const driver = worldDriver(world, faults);
  return createReconcilingEngine({
    name,
    kind: "local",
    drivers: { thing: driver, other: driver },
    secretBox,
    limits: QUICK_LIMITS,
  });
};

export const planning: EngineMaker = (name, world, faults, secretBox) => testEngine({ name, world, faults, secretBox });

/** Every engine that the same tests hold for. */
export const ENGINES: readonly {
  readonly name: string;
  readonly make: EngineMaker;
  readonly isWorldInFile: boolean;
}[] = [
  { name: "the reconciler, its world in a file", make: reconciling, isWorldInFile: true },
  { name: "the reconciler, its world in memory", make: reconciling, isWorldInFile: false },
  { name: "an engine with a planner of its own", make: planning, isWorldInFile: false },
  { name: "an engine with a planner of its own, its world in a file", make: planning, isWorldInFile: true },
];

/** Sets one up in a new folder of the machine's temporary files. */
export async function setUp(make: EngineMaker, isWorldInFile = false): Promise<Setup> {
  const folder = await mkdtemp(join(tmpdir(), "towpath testkit "));
  const world = isWorldInFile ? fileWorld(join(folder, "world.json")) : memoryWorld();
  const faults = orderableFaults();
  const secretBox = await openSecretBox(join(folder, "key"));
  const store = fileStore(join(folder, "state"));
  const engine = make("local", world, faults, secretBox);
  const events: ProgressEvent[] = [];
  const environment: Setup["environment"] = (graph, more = {}) => ({
    graph,
    engines: new Map([engine, ...(more.engines ?? [])].map((each) => [each.name, each])),
    state: store,
    context: contextFor({
      clock: nodeClock,
      signal: more.signal ?? new AbortController().signal,
      variables: {},
      events: (event) => events.push(event),
      secrets: async (address) => new Secret(`value-of-${address}`),
      holder: { who: "anna", run: "1", since: "2026-11-22T09:00:00Z" },
      graph,
      state: store,
      secretBox,
    }),
  });
  const apply: Setup["apply"] = (graph, options) => applyEnvironment(environment(graph), options);
  return { folder, world, faults, engine, store, secretBox, events, environment, apply };
}

/** The context of a setup's graph. */
export function contextOf(setup: Setup, graph: Graph): Context {
  return setup.environment(graph).context;
}

/** Waits until something is so. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 5));
}
