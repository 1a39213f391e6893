import { randomBytes } from "node:crypto";
import { join } from "node:path";
import type { Clock, Finding, ProgressEvent } from "@towpath/core";
import type { Graph } from "@towpath/manifest";
import type { Driver, DriverScope, Observed, Recorded, StepContext } from "../driver.ts";
import type { Context, OutputValue } from "../engine.ts";
import { type Applied, type ApplyOptions, applyEnvironment } from "../environment/apply-environment.ts";
import { contextFor } from "../environment/context-for.ts";
import { type Environment, environmentKey, planEnvironment, prepareEnvironment } from "../environment/environment.ts";
import type { Goal, Plan } from "../plan.ts";
import { DEFAULT_LIMITS } from "../reconciler/limits.ts";
import { createReconcilingEngine } from "../reconciler/reconciling-engine.ts";
import { openOutputs } from "../reconciler/recorded-outputs.ts";
import { openSecretBox } from "../secrets/secret-box.ts";
import { readState } from "../state/state.ts";
import type { RecordedResource, StateDocument } from "../state/state-document.ts";
import type { StateStore } from "../state-store.ts";
import { fileStore } from "../store/file-store.ts";
import { CheckFailed } from "./check-failed.ts";
import { addressOf, driverName, ENGINE, exampleGraph, type GraphParts } from "./example-graph.ts";
import type { Exposure } from "./exposure.ts";
import type { ConformanceSubject, ExampleThing } from "./subject.ts";
import { type Call, type Changed, watchedDriver } from "./watched-driver.ts";

/** What all benches of one run share. */
export interface Kit {
  readonly subject: ConformanceSubject;
  /** Absolute; ends with the run. */
  readonly folder: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly exposure: Exposure;
  /** How long a call of the driver may take, in milliseconds. */
  readonly limitMs: number;
  readonly settleMs: number;
  /** Every call of every bench. */
  readonly calls: Call[];
  /** How many writes put something on record on each passage, by its name. */
  readonly writes: Map<string, number>;
  /** What was left over when the check began: of one that failed before. */
  readonly leftBefore: Set<string>;
}

/** How a run on a bench differs from the ordinary. */
export interface RunOptions extends ApplyOptions {
  readonly signal?: AbortSignal | undefined;
  readonly store?: ((store: StateStore) => StateStore) | undefined;
  readonly onCall?: ((call: Call) => void) | undefined;
  readonly onChanged?: ((change: Changed) => void) | undefined;
  /** How long a call may go on after its run was cancelled before it is told, in milliseconds. */
  readonly graceMs?: number | undefined;
}

/** A service of its own with a state of its own, on the real reconciler and a store of files. */
export interface Bench {
  readonly service: string;
  /** Calls on this bench, also what a child process said of its own. */
  readonly calls: Call[];
  /** Where its state is. Absolute. */
  readonly folder: string;
  graph(things: GraphParts["things"], more?: Partial<GraphParts>): Graph;
  prepare(graph: Graph): Promise<readonly Finding[]>;
  plan(graph: Graph, goal?: Goal): Promise<Plan>;
  /** Carries out what planning gives, with consent to everything, each time as a process that begins anew. */
  apply(graph: Graph, options?: RunOptions): Promise<Applied>;
  state(graph: Graph): Promise<StateDocument>;
  /** A thing that is on record. */
  thing(graph: Graph, name?: string): Promise<ExampleThing & { readonly record: RecordedResource }>;
  /** What another process reads, with or without what is on record. @throws {CheckFailed} of `time-limit` */
  read(graph: Graph, recorded?: Recorded, name?: string): Promise<Observed | undefined>;
  /** Takes a thing down behind the reconciler's back. @throws {CheckFailed} of `time-limit` */
  takeAway(graph: Graph, name?: string): Promise<void>;
}

/** The name of the thing that most checks are done with. */
export const THING = "it";

let benches = 0;

/** A bench of its own; with `existing`, the one of that service in another process. */
export function openBench(kit: Kit, existing?: string): Bench {
  const { subject, exposure } = kit;
  benches += 1;
  // Where things outlive the kit, those of another run must not be met.
  const service = existing ?? `conform-${randomBytes(3).toString("hex")}-${benches}`;
  const folder = join(kit.folder, service);
  const files = fileStore(join(folder, "state"));
  const calls: Call[] = [];
  const keyFile = join(folder, "key");

  async function environment(graph: Graph, options: RunOptions = {}): Promise<Environment> {
    const state = options.store?.(files) ?? files;
    const secretBox = await openSecretBox(keyFile);
    const driver = watchedDriver(await subject.driver(), calls, {
      clock: kit.clock,
      exposure,
      secretOutputs: secretOutputsOf(subject),
      onCall: (call) => {
        kit.calls.push(call);
        options.onCall?.(call);
      },
      onChanged: options.onChanged,
    });
    const engine = createReconcilingEngine({
      name: ENGINE,
      kind: "local",
      drivers: { [driverName(subject.type)]: driver },
      secretBox,
      limits: {
        stepMs: kit.limitMs,
        readMs: kit.limitMs,
        settleMs: kit.settleMs,
        graceMs: options.graceMs ?? DEFAULT_LIMITS.graceMs,
        backoffMs: 100,
      },
    });
    const context: Context = contextFor({
      clock: kit.clock,
      signal: options.signal ? AbortSignal.any([kit.signal, options.signal]) : kit.signal,
      variables: kit.variables,
      events: (event: ProgressEvent) => exposure.seen("an event", event),
      secrets: () => Promise.reject(new Error("The conformance kit has no secrets.")),
      holder: { who: "conformance", run: String(process.pid), since: kit.clock.now().toISOString() },
      graph,
      state,
      secretBox,
    });
    return { graph, engines: new Map([[ENGINE, engine]]), state, context };
  }

  /** One call that does not go through the reconciler. */
  async function byHand<T>(
    graph: Graph,
    what: string,
    work: (driver: Driver, step: StepContext) => Promise<T>,
  ): Promise<T> {
    const { context } = await environment(graph);
    const [end, done] = [new AbortController(), new AbortController()];
    const signal = AbortSignal.any([context.signal, end.signal]);
    const step = { ...context, signal, idempotencyKey: "by-hand", recordedOutputs: {} };
    const late = kit.clock.sleep(kit.limitMs, done.signal).then(() => {
      end.abort();
      throw new CheckFailed("time-limit", `${what} had not ended after ${kit.limitMs / 1000} seconds.`);
    });
    late.catch(() => undefined);
    try {
      return await Promise.race([work(await kit.subject.driver(), step), late]);
    } finally {
      done.abort();
    }
  }

  const bench: Bench = {
    service,
    calls,
    folder,
    graph: (things, more = {}) => exampleGraph(subject, { service, things, ...more }),
    prepare: async (graph) => prepareEnvironment(await environment(graph)),
    async plan(graph, goal = "match") {
      const plan = await planEnvironment(await environment(graph), goal, await everything(files, graph));
      exposure.seen("a plan", plan);
      return plan;
    },
    async apply(graph, options = {}) {
      const consent = await everything(files, graph);
      const applied = await applyEnvironment(await environment(graph, options), {
        waitMs: 10_000,
        consent,
        ...options,
      });
      exposure.seen("a plan", applied.plan);
      exposure.seen("an outcome", applied.outcome);
      return applied;
    },
    state: (graph) => readState(files, environmentKey({ graph })),
    async thing(graph, name = THING) {
      const address = addressOf(name);
      const record = (await bench.state(graph)).resources[address];
      if (!record) throw new Error(`${address} is not on record.`);
      const outputs: Readonly<Record<string, OutputValue>> = await openOutputs(record, await openSecretBox(keyFile));
      return { scope: scopeOf(graph, name), have: record.have, outputs, record };
    },
    read: (graph, recorded, name = THING) =>
      byHand(graph, "read", (driver, step) => driver.read(scopeOf(graph, name), recorded, step)),
    async takeAway(graph, name = THING) {
      const { record, scope } = await bench.thing(graph, name);
      const seen = await bench.read(graph, record, name);
      if (seen) await byHand(graph, "delete", (driver, step) => driver.delete(scope, seen, step));
    },
  };
  return bench;
}

/** Whose a thing of a graph is. */
export function scopeOf(graph: Graph, name: string): DriverScope {
  return { service: graph.service.name, environment: graph.environment.name, address: addressOf(name), name };
}

function secretOutputsOf({ type }: ConformanceSubject): ReadonlySet<string> {
  return new Set(Object.entries(type.outputs).flatMap(([name, { isSecret }]) => (isSecret ? [name] : [])));
}

/** Consent to the loss of all that the kit itself made. */
async function everything(store: StateStore, graph: Graph) {
  const { resources, orphans } = await readState(store, environmentKey({ graph }));
  const addresses = new Set([
    ...graph.resources.map(({ address }) => address),
    ...Object.keys(resources),
    ...Object.keys(orphans),
  ]);
  return { allowed: [...addresses].map((address) => `data-loss:${address}`) };
}
