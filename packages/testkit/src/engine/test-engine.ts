import { randomUUID } from "node:crypto";
import { type Address, errorMessage, own, Secret } from "@towpath/core";
import type { GraphResource } from "@towpath/manifest";
import {
  buildPlan,
  type Change,
  type ChangeOutcome,
  type Context,
  type Engine,
  generatePassword,
  inDependencyOrder,
  isSameJson,
  type OutputValue,
  type Plan,
  type RecordedResource,
  readState,
  recordOutputs,
  requireConsent,
  requireSamePlan,
  retainWithoutConsent,
  type SecretBox,
  type StateDocument,
  stateDigest,
  stateKey,
  type Target,
  updateState,
  withMoves,
} from "@towpath/provisioning";
import { type Faults, orderableFaults } from "../worlds/faults.ts";
import { memoryWorld, type Thing, type World } from "../worlds/world.ts";
import { ownerOf, portOf } from "../worlds/world-driver.ts";
import { addressBefore, attributesOf, planChange, planRemoval, wantedOf } from "./own-planner.ts";

/** What a test engine is made of. */
export interface TestEngineParts {
  readonly name?: string | undefined;
  readonly secretBox: SecretBox;
  /** Its own memory, apart from the state: what a cloud and an engine's own state file are to others. */
  readonly world?: World | undefined;
  readonly faults?: Faults | undefined;
}

/**
 * An engine with a planner of its own, for tests of whatever works with engines: it plans from its own world, one step
 * after the other, knows outputs only after apply, takes secret settings, gives secret outputs, replaces with reasons,
 * and fails as ordered.
 */
export function testEngine(parts: TestEngineParts): Engine {
  const { name = "test", secretBox, world = memoryWorld(), faults = orderableFaults() } = parts;

  function thingsOf({ graph }: Target): ReadonlyMap<Address, Thing> {
    const prefix = ownerOf({ service: graph.service.name, environment: graph.environment.name, address: "" });
    const own = world.things().filter((thing) => thing.owner.startsWith(prefix));
    return new Map(own.map((thing) => [thing.owner.slice(prefix.length), thing]));
  }

  async function planAll(
    target: Target,
    { goal, only }: Pick<Plan, "goal" | "only">,
    context: Context,
    state: StateDocument,
  ) {
    const things = thingsOf(target);
    const mine = inDependencyOrder(target.graph.resources.filter((resource) => resource.engine === name));
    const changes: Change[] = [];
    const claimed = new Set<Address>();
    const outputs: Context["outputs"] = async (address, output) =>
      changes.some((change) => change.address === address && ["create", "replace"].includes(change.action))
        ? undefined
        : context.outputs(address, output);
    for (const resource of goal === "match" ? mine : []) {
      const from = addressBefore(target.graph, resource.address, (address) => things.has(address));
      const thing = things.get(from ?? resource.address);
      claimed.add(from ?? resource.address);
      const wanted = await wantedOf(resource, { ...context, outputs });
      const change = planChange(resource, wanted, thing, from);
      const orphan = own(state.orphans, resource.address);
      const isAdoption = orphan !== undefined && (change.action === "none" || change.action === "update");
      changes.push(isAdoption ? { ...change, action: "adopt", reasons: ["It was kept."] } : change);
    }
    for (const [address, thing] of things) {
      const isKept = Object.hasOwn(state.orphans, address);
      if (claimed.has(address) || (isKept && goal === "match")) continue;
      changes.push(planRemoval(address, name, thing, goal));
    }
    for (const [address, record] of Object.entries(state.resources))
      if (record.engine === name && !things.has(address) && !changes.some((change) => change.address === address))
        if (!changes.some((change) => change.diff.some(({ path, before }) => path === "address" && before === address)))
          changes.push({ ...planRemoval(address, name, { type: record.type, isStateful: false }, goal), risk: "none" });
    return buildPlan({
      service: target.graph.service.name,
      environment: target.graph.environment.name,
      goal,
      ...(only ? { only } : {}),
      inputs: { manifest: target.graph.manifest, platform: target.graph.platform.digest, state: stateDigest(state) },
      changes: target.only ? changes.filter(({ address }) => target.only?.includes(address)) : changes,
      createdAt: context.clock.now(),
    });
  }

  async function carryOut(change: Change, target: Target, context: Context): Promise<void> {
    const { address } = change;
    const key = keyOf(target);
    const resource = target.graph.resources.find((each) => each.address === address);
    const thing = thingsOf(target).get(address) ?? thingsOf(target).get(movedFrom(change) ?? address);
    const around = <T>(effect: () => T, undone: () => T) =>
      faults.around(context.signal, context.clock, effect, undone);
    switch (change.action) {
      case "delete": {
        if (thing)
          await around(
            () => world.remove(thing.id),
            () => undefined,
          );
        if (world.things().some((each) => each.id === thing?.id)) throw new Error(`${address} is still there.`);
        await updateState(target.state, key, (state) => ({
          ...state,
          resources: without(state.resources, address),
          orphans: without(state.orphans, address),
        }));
        return;
      }
      case "retain":
        await updateState(target.state, key, (state) => {
          const record = own(state.resources, address) ?? (thing && recordOf(thing, name));
          if (!record) return state;
          return {
            ...state,
            resources: without(state.resources, address),
            orphans: { ...state.orphans, [address]: record },
          };
        });
        return;
      case "none":
        if (resource && thing) await record(resource, thing, target);
        return;
      default: {
        if (!resource) throw new Error(`${address} is not in the graph.`);
        const wanted = await wantedOf(resource, context);
        const kept = change.action === "replace" ? undefined : thing;
        const id = kept?.id ?? randomUUID();
        const next: Thing = {
          id,
          owner: ownerOf({ service: target.graph.service.name, environment: target.graph.environment.name, address }),
          type: resource.type,
          isStateful: resource.isStateful,
          attributes: attributesOf(wanted, id),
          password: kept?.password ?? generatePassword().reveal(),
          idempotencyKey: kept?.idempotencyKey ?? randomUUID(),
        };
        await around(
          () => {
            if (thing && thing.id !== id) world.remove(thing.id);
            world.put(next);
          },
          () => undefined,
        );
        const there = world.things().find((each) => each.id === id);
        if (!there || !isSameJson(there.attributes, next.attributes)) throw new Error(`${address} is not there.`);
        await record(resource, next, target);
      }
    }
  }

  /** Its outputs go into the environment's state, so that other engines and workloads can use them. */
  async function record(resource: GraphResource, thing: Thing, target: Target): Promise<void> {
    const { address } = resource;
    const key = keyOf(target);
    const state = await readState(target.state, key);
    const before = own(state.resources, address) ?? own(state.orphans, address);
    const isSame = before?.idempotencyKey === thing.idempotencyKey;
    const previous = { outputs: isSame ? before.outputs : {}, idempotencyKey: thing.idempotencyKey };
    const have = { id: thing.id };
    const observed = { want: null, have, status: "ready" as const, outputs: outputsOf(thing) };
    const next: RecordedResource = {
      ...recordOf(thing, name),
      outputs: await recordOutputs(address, observed, previous, resource.outputs, secretBox),
      dependsOn: resource.dependsOn,
    };
    await updateState(target.state, key, (now) =>
      JSON.stringify(own(now.resources, address)) === JSON.stringify(next)
        ? now
        : { ...now, resources: { ...now.resources, [address]: next }, orphans: without(now.orphans, address) },
    );
  }

  return {
    name,
    kind: "test",
    prepare: async () => [],
    plan: async (target, goal, context) =>
      planAll(target, { goal, only: target.only }, context, await readState(target.state, keyOf(target))),
    async apply(target, approved, consent, context) {
      const state = await readState(target.state, keyOf(target));
      const fresh = await planAll(target, approved, context, state);
      const orphans = new Set(Object.keys(state.orphans));
      const plan =
        approved.goal === "destroy" && !approved.only ? retainWithoutConsent(fresh, consent, orphans) : fresh;
      requireConsent(approved, consent);
      requireSamePlan(approved, plan);
      await updateState(target.state, keyOf(target), (now) => withMoves(now, target.graph, name).state);
      const outcomes: ChangeOutcome[] = [];
      let status: "done" | "failed" | "cancelled" = "done";
      for (const change of inOrder(plan.changes, target)) {
        const { address, action } = change;
        if (status === "done" && context.signal.aborted) status = "cancelled";
        if (status !== "done") {
          outcomes.push({ address, action, status: status === "failed" ? "skipped" : "cancelled", durationMs: 0 });
          continue;
        }
        const startedAt = context.clock.monotonic();
        const durationMs = () => Math.round(context.clock.monotonic() - startedAt);
        try {
          await carryOut(change, target, context);
          outcomes.push({
            address,
            action,
            status: action === "none" ? "unchanged" : "done",
            durationMs: durationMs(),
          });
        } catch (error) {
          status = context.signal.aborted ? "cancelled" : "failed";
          outcomes.push({ address, action, status, message: errorMessage(error), durationMs: durationMs() });
        }
      }
      return { status, changes: outcomes };
    },
    async observe(target, context) {
      const state = await readState(target.state, keyOf(target));
      const things = thingsOf(target);
      const wanted = target.graph.resources.filter((resource) => resource.engine === name);
      const plan = await planAll(target, { goal: "match" }, context, state);
      const addresses = new Set([...wanted.map((resource) => resource.address), ...things.keys()]);
      const resources = [...addresses].sort().map((address) => {
        const thing = things.get(address);
        const type = wanted.find((resource) => resource.address === address)?.type ?? thing?.type ?? "";
        const isKept = Object.hasOwn(state.orphans, address);
        const status = !thing ? ("missing" as const) : isKept ? ("orphan" as const) : ("ready" as const);
        const drift = thing ? (plan.changes.find((change) => change.address === address)?.diff ?? []) : [];
        return { address, type, status, outputs: thing ? outputsOf(thing) : {}, drift, details: {} };
      });
      return { resources };
    },
  };
}

function outputsOf({ id, password }: Thing): Readonly<Record<string, OutputValue>> {
  const port = portOf(id);
  return { id, port, password: new Secret(password), url: new Secret(`thing://user:${password}@127.0.0.1:${port}/`) };
}

/** What the environment's state says of a thing; the engine itself plans from its own world. */
function recordOf(thing: Thing, engine: string): RecordedResource {
  const { type, isStateful, attributes, idempotencyKey, id } = thing;
  const facts = { engine, driver: "test", recipe: "sha256:test", settings: {}, outputs: {}, dependsOn: [] } as const;
  return { ...facts, type, isStateful, want: attributes, have: { id }, status: "ready", idempotencyKey };
}

/** What comes into being in the order of the graph, then what goes, the last one first. */
function inOrder(changes: readonly Change[], { graph }: Target): readonly Change[] {
  const order = inDependencyOrder(graph.resources).map((resource) => resource.address);
  const isGoing = (change: Change) => change.action === "delete" || change.action === "retain";
  const position = (change: Change) => order.indexOf(change.address);
  const coming = changes.filter((change) => !isGoing(change)).sort((a, b) => position(a) - position(b));
  return [...coming, ...changes.filter(isGoing).sort((a, b) => position(b) - position(a))];
}

function movedFrom(change: Change): Address | undefined {
  const before = change.diff.find((difference) => difference.path === "address")?.before;
  return typeof before === "string" ? before : undefined;
}

function without(records: StateDocument["resources"], address: Address): StateDocument["resources"] {
  return Object.fromEntries(Object.entries(records).filter(([each]) => each !== address));
}

function keyOf({ graph }: Target): string {
  return stateKey(graph.service.name, graph.environment.name);
}
