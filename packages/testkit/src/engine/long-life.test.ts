import { rm } from "node:fs/promises";
import { isJsonObject, nodeClock, Secret } from "@towpath/core";
import type { Graph } from "@towpath/manifest";
import {
  applyEnvironment,
  contextFor,
  createReconcilingEngine,
  type Environment,
  isEmptyPlan,
  openOutput,
  planEnvironment,
  readState,
  type SecretBox,
  type StateDocument,
  type StateStore,
  updateState,
} from "@towpath/provisioning";
import fc from "fast-check";
import { expect, test } from "vitest";
import { graphWith, type ResourceSketch } from "../graphs/graph-with.ts";
import { QUICK_LIMITS, reconciling, setUp } from "../testing/set-up.ts";
import { type Fault, type Faults, orderableFaults } from "../worlds/faults.ts";
import { memoryStore } from "../worlds/memory-store.ts";
import { memoryWorld, type World } from "../worlds/world.ts";
import { worldDriver } from "../worlds/world-driver.ts";

const NAMES = ["a", "b", "c", "d", "e", "f"] as const;
const isStateful = (name: string) => name < "d";

/** One change of a service: what it has, what is renamed, and what goes wrong on the way. */
interface Turn {
  readonly has: readonly string[];
  readonly sizes: readonly number[];
  readonly kind: string;
  readonly version: string;
  readonly links: readonly boolean[];
  /** Where things go that stay: a shuffled list of names. */
  readonly shuffled: readonly string[];
  readonly isRenaming: boolean;
  readonly faults: readonly Fault[];
  /** The instant at which the first run is cut off; 0 for never. */
  readonly cutAt: number;
  readonly isReleasing: boolean;
}

const turns: fc.Arbitrary<Turn> = fc.record({
  has: fc.subarray([...NAMES]),
  sizes: fc.array(fc.integer({ min: 1, max: 2 }), { minLength: 6, maxLength: 6 }),
  kind: fc.constantFrom("x", "y"),
  version: fc.constantFrom("17", "18", "19"),
  links: fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }),
  shuffled: fc.shuffledSubarray([...NAMES], { minLength: 6 }),
  isRenaming: fc.boolean(),
  faults: fc.array(
    fc.record({
      at: fc.integer({ min: 1, max: 8 }),
      kind: fc.constantFrom("fail" as const, "transient" as const, "crash" as const, "lie" as const),
    }),
    { maxLength: 2 },
  ),
  cutAt: fc.integer({ min: 0, max: 30 }),
  isReleasing: fc.boolean(),
});

type Moves = readonly (readonly [string, string])[];

/** What stays and is renamed, among what is there: names that something else has, or that are kept, are left alone. */
function movesOf(turn: Turn, state: StateDocument): Moves {
  if (!turn.isRenaming) return [];
  const there = Object.keys(state.resources).map((address) => address.slice("resources.".length));
  const kept = Object.keys(state.orphans).map((address) => address.slice("resources.".length));
  const free = turn.shuffled.filter((name) => !kept.includes(name));
  const staying = there.filter((name) => free.includes(name));
  // What holds data goes where data is held, so that a rename is one and no other change.
  return staying.flatMap((name, index) => {
    const to = free[index];
    return to && isStateful(to) === isStateful(name) ? [[name, to] as const] : [];
  });
}

/** Renames of which none lands on a name that something has that stays there. */
function withoutCollisions(moves: Moves, state: StateDocument): Moves {
  const there = Object.keys(state.resources).map((address) => address.slice("resources.".length));
  let left = moves.filter(([from, to]) => from !== to);
  for (;;) {
    const leaving = new Set(left.map(([from]) => from));
    const next = left.filter(([, to]) => !there.includes(to) || leaving.has(to));
    if (next.length === left.length) return left;
    left = next;
  }
}

function graphOf(turn: Turn, moves: Moves, history: Moves): Graph {
  const arriving = moves.map(([, to]) => to);
  const leaving = moves.map(([from]) => from).filter((name) => !arriving.includes(name));
  const names = NAMES.filter((name) => arriving.includes(name) || (turn.has.includes(name) && !leaving.includes(name)));
  const resources = names.map((name): [string, ResourceSketch] => {
    const index = NAMES.indexOf(name);
    const target = turn.links[index] ? names[names.indexOf(name) - 1] : undefined;
    const kind = isStateful(name) ? "x" : turn.kind;
    return [
      name,
      {
        isStateful: isStateful(name),
        version: isStateful(name) ? turn.version : "1",
        settings: {
          size: turn.sizes[index] ?? 1,
          kind: { value: kind, change: "replace" },
          data: isStateful(name),
          ...(target ? { target: { template: `\${resources.${target}.id}` } } : {}),
        },
      },
    ];
  });
  return graphWith({ resources: Object.fromEntries(resources), moved: [...history, ...moves] });
}

/** What a run works in: it is cut off at an instant, after which nothing of it reaches the world or the store. */
function run(world: World, store: StateStore, faults: Faults, box: SecretBox, graph: Graph, cutAt = 0): Environment {
  let instants = 0;
  const instant = () => {
    instants += 1;
    if (cutAt > 0 && instants >= cutAt) throw new Error("The power is gone.");
  };
  const around = <T>(effect: () => T): T => {
    instant();
    return effect();
  };
  const seen: World = {
    ...world,
    put: (thing) => around(() => world.put(thing)),
    remove: (id) => around(() => world.remove(id)),
  };
  const state: StateStore = { ...store, write: async (...request) => around(() => store.write(...request)) };
  const thing = worldDriver(seen, faults, { upgradesBeside: true, followsNames: true });
  const parts = { name: "local", kind: "local", drivers: { thing }, secretBox: box, limits: QUICK_LIMITS };
  const context = contextFor({
    clock: nodeClock,
    signal: new AbortController().signal,
    variables: {},
    secrets: async () => new Secret("none"),
    holder: { who: "anna", run: "1", since: "" },
    graph,
    state,
    secretBox: box,
  });
  return { graph, engines: new Map([["local", createReconcilingEngine(parts)]]), state, context };
}

function holdsData(attributes: unknown): boolean {
  return isJsonObject(attributes) && isJsonObject(attributes["settings"]) && attributes["settings"]["data"] === true;
}

test("a service that lives long comes to what it says, and loses nothing", { timeout: 900_000 }, async () => {
  const { secretBox, folder } = await setUp(reconciling);
  await fc.assert(
    fc.asyncProperty(fc.array(turns, { minLength: 1, maxLength: 5 }), async (life) => {
      const real = memoryWorld();
      let mayGo: string | undefined;
      const world: World = {
        ...real,
        remove(id) {
          const thing = real.things().find((each) => each.id === id);
          if (holdsData(thing?.attributes)) expect(thing?.owner, "data was lost").toBe(mayGo);
          real.remove(id);
        },
      };
      const store = memoryStore();
      const faults = orderableFaults();
      const read = () => readState(store, "orders/dev");
      let history: Moves = [];
      let version = "17";
      let kind = "x";
      for (const turn of life) {
        const before = await read();
        const moves = withoutCollisions(movesOf(turn, before), before);
        const idOf = (state: StateDocument, name: string) => JSON.stringify(state.resources[`resources.${name}`]?.have);
        // Nothing is made anew under a name that another thing is leaving.
        const isExchange = moves.some(([, to]) => moves.some(([from]) => from === to));
        if (!isExchange) [version, kind] = [turn.version, turn.kind];
        const graph = graphOf({ ...turn, version, kind }, moves, history);
        // Nobody can see that a driver says to know a new name and does not.
        faults.order(...turn.faults.filter(({ kind }) => kind !== "lie" || moves.length === 0));
        if (turn.cutAt > 0) {
          await applyEnvironment(run(world, store, faults, secretBox, graph, turn.cutAt)).catch(() => undefined);
          // The process is gone, and with it its lock, as whoever comes next on the machine sees.
          await updateState(store, "orders/dev", ({ lock: _, ...state }) => state);
        }
        for (let again = 0; again < 12; again += 1) {
          const { outcome } = await applyEnvironment(run(world, store, faults, secretBox, graph));
          if (outcome.status === "done" && again > 0) break;
        }
        faults.forget();
        const whole = run(world, store, faults, secretBox, graph);
        expect(isEmptyPlan(await planEnvironment(whole, "match"))).toBe(true);
        const state = await read();
        expect(state.journal).toEqual([]);
        expect(Object.keys(state.resources)).toEqual(graph.resources.map(({ address }) => address));
        const owned = [...Object.values(state.resources), ...Object.values(state.orphans)].map(({ have }) =>
          JSON.stringify(have),
        );
        expect(owned.toSorted()).toEqual(
          real
            .things()
            .map(({ id }) => JSON.stringify({ id }))
            .toSorted(),
        );
        for (const [from, to] of moves) {
          const isUpgraded =
            before.resources[`resources.${from}`]?.version !== state.resources[`resources.${to}`]?.version;
          const isReplaced = !isStateful(to);
          if (!isUpgraded && !isReplaced) expect(idOf(state, to), `${from} became ${to}`).toBe(idOf(before, from));
        }
        for (const record of Object.values(state.resources)) {
          const id = isJsonObject(record.have) ? record.have["id"] : undefined;
          const thing = real.things().find((each) => each.id === id);
          const password = await openOutput(record, "password", secretBox);
          expect(password instanceof Secret && password.reveal()).toBe(thing?.password);
          expect(thing?.attributes).toEqual(record.want);
        }
        const changes = real.changes();
        await applyEnvironment(whole);
        expect(real.changes()).toBe(changes);

        const [orphan] = Object.keys(state.orphans);
        if (turn.isReleasing && orphan) {
          const id = state.orphans[orphan]?.have;
          mayGo = real
            .things()
            .find((each) => isJsonObject(id ?? null) && JSON.stringify({ id: each.id }) === JSON.stringify(id))?.owner;
          const consent = { allowed: [`data-loss:${orphan}`] };
          await applyEnvironment(whole, { goal: "destroy", only: [orphan], consent });
          mayGo = undefined;
          const after = await read();
          expect(after.orphans[orphan]).toBeUndefined();
          expect(after.resources).toEqual(state.resources);
          expect(isEmptyPlan(await planEnvironment(whole, "match"))).toBe(true);
        }
        history = [...history, ...moves];
      }
    }),
    { numRuns: process.env["TOWPATH_LONG"] ? 1_500 : 40 },
  );
  await rm(folder, { recursive: true });
});
