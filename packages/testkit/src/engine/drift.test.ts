import { rm } from "node:fs/promises";
import { applyEnvironment, driftOf } from "@towpath/provisioning";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type GraphSketch, graphWith } from "../graphs/graph-with.ts";
import { ENGINES, planning, reconciling, type Setup, setUp } from "../testing/set-up.ts";

describe.each(ENGINES)("drift, $name", ({ make, isWorldInFile }) => {
  let setup: Setup;
  beforeEach(async () => {
    setup = await setUp(make, isWorldInFile);
  });
  afterEach(() => rm(setup.folder, { recursive: true, force: true }));

  const orders = (size: number, more: GraphSketch["resources"] = {}) =>
    graphWith({ resources: { db: { isStateful: true, settings: { size } }, cache: {}, ...more } });
  const drifted = async (graph = orders(1)) => (await driftOf(setup.environment(graph)))?.resources ?? [];
  const thing = (name: string) => {
    const found = setup.world.things().find(({ owner }) => owner.endsWith(`.${name}`));
    if (!found) throw new Error(`There is no ${name}.`);
    return found;
  };

  test("is not known before anything was applied, and is nothing after", async () => {
    expect(await driftOf(setup.environment(orders(1)))).toBeUndefined();
    await setup.apply(orders(1));
    const changes = setup.world.changes();
    expect(await driftOf(setup.environment(orders(1)))).toMatchObject({
      resources: [],
      plan: { summary: { none: 2 } },
    });
    expect(setup.world.changes()).toBe(changes);
  });

  test("is what was changed or taken away, with the plan back", async () => {
    await setup.apply(orders(1));
    setup.world.put({ ...thing("db"), attributes: { version: null, variant: null, settings: { size: 7 } } });
    setup.world.remove(thing("cache").id);
    const drift = await driftOf(setup.environment(orders(1)));
    expect(drift?.resources.map(({ address, status }) => [address, status])).toEqual([
      ["resources.cache", "missing"],
      ["resources.db", "ready"],
    ]);
    expect(drift?.resources[1]?.drift).toMatchObject([{ path: expect.stringContaining("settings.size") }]);
    expect(drift?.plan.changes.map(({ address, action }) => [address, action])).toEqual([
      ["resources.cache", "create"],
      ["resources.db", "update"],
    ]);
    await setup.apply(orders(1));
    expect(await drifted()).toEqual([]);
  });

  test("is not what the manifest says by now and nobody applied", async () => {
    await setup.apply(orders(1));
    const next = graphWith({
      resources: { store: { isStateful: true, settings: { size: 2 } }, queue: {} },
      moved: [["db", "store"]],
    });
    expect(await drifted(next)).toEqual([]);
    setup.world.remove(thing("cache").id);
    const drift = await driftOf(setup.environment(next));
    expect(drift?.resources.map(({ address }) => address)).toEqual(["resources.cache"]);
    expect(drift?.plan.changes.map(({ address, action }) => [address, action])).toEqual([
      ["resources.cache", "create"],
      ["resources.db", "none"],
    ]);
  });

  test("is not what is kept, or what the graph that was applied does not have", async () => {
    await setup.apply(orders(1, { old: { isStateful: true } }));
    await setup.apply(orders(1));
    setup.world.remove(thing("old").id);
    expect(await drifted()).toEqual([]);
    setup.faults.order({ at: 2, kind: "fail" });
    expect((await setup.apply(orders(1, { more: {}, most: { dependsOn: ["more"] } }))).outcome.status).toBe("failed");
    setup.world.remove(thing("more").id);
    expect(await drifted()).toEqual([]);
  });

  test("is not what a run that ended half way has done", async () => {
    if (make === planning) return; // it compares with the graph alone, as it keeps no record of what it did
    await setup.apply(orders(1));
    setup.faults.order({ at: 2, kind: "fail" });
    await setup.apply(orders(2, { more: { dependsOn: ["db"] } }));
    expect(await drifted(orders(2))).toEqual([]);
  });
});

test("a secret setting, whose value nobody kept, is never drift", async () => {
  const setup = await setUp(reconciling);
  const cloud = planning("cloud", setup.world, setup.faults, setup.secretBox);
  const graph = graphWith({
    engines: [{ name: "cloud", kind: "test", options: {} }],
    resources: {
      a: {
        engine: "cloud",
        settings: { key: { value: "hunter2hunter2", isSecret: true }, size: 1, from: { template: "x-${secrets.key}" } },
      },
    },
    secrets: { key: "vault:key" },
  });
  const environment = setup.environment(graph, { engines: [cloud] });
  await applyEnvironment(environment);
  expect(await driftOf(environment)).toMatchObject({ resources: [], plan: { summary: { none: 1, update: 0 } } });
  const [thing] = setup.world.things();
  if (!thing) throw new Error("Nothing was made.");
  setup.world.put({
    ...thing,
    attributes: JSON.parse(JSON.stringify(thing.attributes).replace('"size":1', '"size":3')),
  });
  const drift = await driftOf(environment);
  expect(drift?.plan.changes).toMatchObject([
    { action: "update", diff: [{ path: "settings.size", before: 3, after: 1 }] },
  ]);
  await rm(setup.folder, { recursive: true });
});
