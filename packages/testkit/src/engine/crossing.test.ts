import { rm } from "node:fs/promises";
import {
  type ApplyOptions,
  applyEnvironment,
  driftOf,
  type Environment,
  isEmptyPlan,
  planEnvironment,
  readState,
} from "@towpath/provisioning";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type GraphSketch, graphWith, type ResourceSketch } from "../graphs/graph-with.ts";
import { planning, reconciling, type Setup, setUp } from "../testing/set-up.ts";
import { type Faults, orderableFaults } from "../worlds/faults.ts";
import { memoryWorld, type World } from "../worlds/world.ts";

const engines = ["local", "cloud", "edge"].map((name) => ({ name, kind: "test", options: {} }));

/** Each needs an output of the one before, on another engine. */
const chain = (kind = "x", more: Partial<Record<string, ResourceSketch>> = {}): GraphSketch => ({
  engines,
  resources: {
    a: { engine: "local", settings: { kind: { value: kind, change: "replace" } } },
    b: { engine: "cloud", settings: { from: { template: "${resources.a.id}" } } },
    c: { engine: "local", settings: { from: { template: "${resources.b.id}" } } },
    d: { engine: "cloud", isStateful: true, settings: { from: { template: "${resources.c.id}" } } },
    e: { engine: "edge", settings: { from: { template: "${resources.d.id}" } } },
    f: { engine: "cloud", settings: { from: { template: "${resources.e.id}" } } },
    ...more,
  },
});
const NAMES = ["a", "b", "c", "d", "e", "f"];
const CONSENT = { allowed: NAMES.map((name) => `data-loss:resources.${name}`) };

describe.each([
  { name: "two reconcilers and an engine with a planner of its own", others: { cloud: planning, edge: reconciling } },
  { name: "a reconciler among engines with planners of their own", others: { cloud: planning, edge: planning } },
  { name: "reconcilers only", others: { cloud: reconciling, edge: reconciling } },
])("engines that need each other: $name", ({ others }) => {
  let setup: Setup;
  let worlds: Record<"local" | "cloud" | "edge", World>;
  let faults: Faults;
  beforeEach(async () => {
    setup = await setUp(reconciling);
    faults = orderableFaults();
    worlds = { local: setup.world, cloud: memoryWorld(), edge: memoryWorld() };
  });
  afterEach(() => rm(setup.folder, { recursive: true, force: true }));

  const environment = (sketch: GraphSketch): Environment =>
    setup.environment(graphWith(sketch), {
      engines: [
        others.cloud("cloud", worlds.cloud, faults, setup.secretBox),
        others.edge("edge", worlds.edge, orderableFaults(), setup.secretBox),
      ],
    });
  const apply = (sketch: GraphSketch, options?: ApplyOptions) => applyEnvironment(environment(sketch), options);
  const things = () => Object.values(worlds).flatMap((world) => world.things());
  const thing = (name: string) => things().find(({ owner }) => owner.endsWith(`.${name}`));
  const actions = (changes: readonly { readonly address: string; readonly action: string }[]) =>
    Object.fromEntries(changes.map(({ address, action }) => [address.slice("resources.".length), action]));
  const expectLinked = () => {
    for (const [index, name] of NAMES.entries()) {
      const before = NAMES[index - 1];
      if (before) expect(thing(name)?.attributes, name).toMatchObject({ settings: { from: thing(before)?.id } });
    }
  };

  test("one plan, unknown where it is not there yet, and one apply from an approved plan", async () => {
    const approved = await planEnvironment(environment(chain()), "match");
    expect(actions(approved.changes)).toEqual(Object.fromEntries(NAMES.map((name) => [name, "create"])));
    for (const change of approved.changes.slice(1))
      expect(change.diff, change.address).toContainEqual(
        expect.objectContaining({ path: "settings.from", unknown: true }),
      );
    const { outcome } = await apply(chain(), { approved });
    expect(outcome.changes.map(({ status }) => status)).toEqual(NAMES.map(() => "done"));
    expectLinked();
    expect(isEmptyPlan(await planEnvironment(environment(chain()), "match"))).toBe(true);
    const changes = () => Object.values(worlds).map((world) => world.changes());
    const before = changes();
    expect((await apply(chain())).outcome.status).toBe("done");
    expect(changes()).toEqual(before);
  });

  test("what is made anew on one makes the others' values unknown, through all of them", async () => {
    await apply(chain());
    const ids = things().map(({ id }) => id);
    const approved = await planEnvironment(environment(chain("y")), "match");
    expect(actions(approved.changes)).toEqual({
      a: "replace",
      b: "update",
      c: "update",
      d: "update",
      e: "update",
      f: "update",
    });
    for (const change of approved.changes.slice(1))
      expect(change, change.address).toMatchObject({
        risk: "unknown",
        diff: [{ path: "settings.from", unknown: true }],
      });
    expect((await apply(chain("y"), { approved })).outcome.status).toBe("done");
    expectLinked();
    expect(things().filter(({ id }) => !ids.includes(id))).toHaveLength(1);
    expect(isEmptyPlan(await planEnvironment(environment(chain("y")), "match"))).toBe(true);
  });

  test("drift of one is drift of that one, and is mended", async () => {
    await apply(chain());
    expect((await driftOf(environment(chain())))?.resources).toEqual([]);
    const c = thing("c");
    worlds.local.remove(c?.id ?? "");
    const drift = await driftOf(environment(chain()));
    expect(drift?.resources).toMatchObject([{ address: "resources.c", status: "missing" }]);
    expect(actions(drift?.plan.changes ?? [])).toMatchObject({ c: "create", b: "none", e: "none" });
    expect((await apply(chain())).outcome.status).toBe("done");
    expectLinked();
  });

  test("what goes, goes before what it needs, whichever engine has it", async () => {
    await apply(chain());
    const gone: string[] = [];
    for (const world of Object.values(worlds)) {
      const { remove } = world;
      world.remove = (id) => {
        gone.push(
          world
            .things()
            .find((each) => each.id === id)
            ?.owner.slice(-1) ?? "",
        );
        remove(id);
      };
    }
    const { a } = chain().resources ?? {};
    const { plan, outcome } = await apply({ engines, resources: a ? { a } : {} });
    expect(outcome.status).toBe("done");
    expect(actions(plan.changes)).toEqual({
      a: "none",
      b: "delete",
      c: "delete",
      d: "retain",
      e: "delete",
      f: "delete",
    });
    expect(gone).toEqual(["f", "e", "c", "b"]);
    await apply(chain());
    gone.length = 0;
    expect((await apply(chain(), { goal: "destroy", consent: CONSENT })).outcome.status).toBe("done");
    expect(gone).toEqual(["f", "e", "d", "c", "b", "a"]);
    expect(things()).toEqual([]);
    expect(await readState(setup.store, "orders/dev")).toMatchObject({ resources: {}, orphans: {}, journal: [] });
  });

  test("what fails in between leaves out what comes after, and the next apply goes on", async () => {
    faults.order({ at: 2, kind: "fail" });
    const { outcome } = await apply(chain());
    expect(outcome.changes.map(({ status }) => status)).toEqual([
      "done",
      "done",
      "done",
      "failed",
      "skipped",
      "skipped",
    ]);
    expect((await apply(chain())).outcome.status).toBe("done");
    expectLinked();
    expect(things()).toHaveLength(6);
  });

  test("a rename on the way stays one", async () => {
    await apply(chain());
    const ids = things()
      .map(({ id }) => id)
      .sort();
    const { resources = {} } = chain();
    const { c, d, ...rest } = resources;
    const sketch: GraphSketch = {
      engines,
      resources: {
        ...rest,
        ...(c ? { cc: c } : {}),
        d: { ...d, settings: { from: { template: "${resources.cc.id}" } } },
      },
      moved: [["c", "cc"]],
    };
    const { plan, outcome } = await apply(sketch);
    expect(outcome.status).toBe("done");
    expect(actions(plan.changes)).toMatchObject({ cc: "update", d: "none", a: "none" });
    expect(
      things()
        .map(({ id }) => id)
        .sort(),
    ).toEqual(ids);
    expect(isEmptyPlan(await planEnvironment(environment(sketch), "match"))).toBe(true);
  });
});
