import { rm } from "node:fs/promises";
import type { Json } from "@towpath/core";
import type { ChangeEffect } from "@towpath/manifest";
import { type Action, isEmptyPlan, type Plan, planEnvironment, type Risk } from "@towpath/provisioning";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { graphWith, type ResourceSketch } from "../graphs/graph-with.ts";
import { planning, reconciling, type Setup, setUp } from "../testing/set-up.ts";

/** A resource of a type that declares how each of its settings changes. */
const db = (settings: Readonly<Record<string, Json>> = {}, more: Partial<ResourceSketch> = {}): ResourceSketch => ({
  isStateful: true,
  version: "17",
  variant: "small",
  settings: Object.fromEntries(
    Object.entries({ ...BASE, ...settings }).map(([name, value]) => [
      name,
      { value, change: CHANGES[name] ?? "update", ...(name === "disk" ? { nestedChanges: NESTED } : {}) },
    ]),
  ),
  ...more,
});
const BASE: Readonly<Record<string, Json>> = {
  note: "a",
  connections: 100,
  gib: 32,
  collation: "C",
  disk: { gib: 8, kind: "ssd", label: "x" },
};
const CHANGES: Readonly<Record<string, ChangeEffect>> = {
  connections: "restart",
  gib: "grow-only",
  collation: "replace",
  disk: "restart",
};
const NESTED: Readonly<Record<string, ChangeEffect>> = { gib: "grow-only", kind: "replace", label: "update" };

type Row = readonly [
  what: string,
  after: ResourceSketch | undefined,
  action: Action,
  risk: Risk,
  paths: readonly string[],
];

/** What becomes of a resource that was applied as `db()`, by how the type says that its settings change. */
const rows = (isStateful: boolean): readonly Row[] => {
  const replaced: Risk = isStateful ? "data-loss" : "downtime";
  const after = (settings?: Readonly<Record<string, Json>>, more: Partial<ResourceSketch> = {}) =>
    db(settings, { isStateful, ...more });
  return [
    ["nothing", after(), "none", "none", []],
    ["a setting that changes in place", after({ note: "b" }), "update", "none", ["settings.note"]],
    ["one that needs a restart", after({ connections: 200 }), "update", "restart", ["settings.connections"]],
    ["one that grows", after({ gib: 64 }), "update", "none", ["settings.gib"]],
    ["one that only grows, and shrinks", after({ gib: 16 }), "replace", replaced, ["settings.gib"]],
    ["one that cannot change", after({ collation: "de" }), "replace", replaced, ["settings.collation"]],
    [
      "a part that changes in place",
      after({ disk: { gib: 8, kind: "ssd", label: "y" } }),
      "update",
      "none",
      ["settings.disk"],
    ],
    ["a part that grows", after({ disk: { gib: 16, kind: "ssd", label: "x" } }), "update", "none", ["settings.disk"]],
    [
      "a part that only grows, and shrinks",
      after({ disk: { gib: 4, kind: "ssd", label: "x" } }),
      "replace",
      replaced,
      ["settings.disk"],
    ],
    [
      "a part that cannot change",
      after({ disk: { gib: 8, kind: "hdd", label: "x" } }),
      "replace",
      replaced,
      ["settings.disk"],
    ],
    ["another version", after({}, { version: "18" }), "upgrade", "downtime", ["version"]],
    [
      "another version and a restart",
      after({ connections: 200 }, { version: "18" }),
      "upgrade",
      "downtime",
      ["settings.connections", "version"],
    ],
    [
      "another version and what cannot change",
      after({ collation: "de" }, { version: "18" }),
      "replace",
      replaced,
      ["settings.collation", "version"],
    ],
    ["another variant", after({}, { variant: "large" }), "replace", replaced, ["variant"]],
    [
      "the worst of several",
      after({ note: "b", connections: 200, gib: 64 }),
      "update",
      "restart",
      ["settings.connections", "settings.gib", "settings.note"],
    ],
    ["a setting that is new", after({ extra: 1 }), "update", "none", ["settings.extra"]],
    ["another type", after({}, { type: "other" }), "replace", replaced, ["type"]],
    ["that it left the manifest", undefined, isStateful ? "retain" : "delete", isStateful ? "none" : "downtime", []],
  ];
};

describe.each([
  { name: "the reconciler", make: reconciling },
  { name: "an engine with a planner of its own", make: planning },
])("what a change comes to, $name", ({ name, make }) => {
  let setup: Setup;
  beforeEach(async () => {
    setup = await setUp(make);
  });
  afterEach(() => rm(setup.folder, { recursive: true, force: true }));

  const plan = (sketch: Parameters<typeof graphWith>[0], goal: Plan["goal"] = "match") =>
    planEnvironment(setup.environment(graphWith(sketch)), goal);
  const CONSENT = { allowed: ["data-loss:resources.db", "data-loss:resources.store"] };

  for (const isStateful of [true, false])
    describe(isStateful ? "of what holds data" : "of what holds none", () => {
      test.each(rows(isStateful))("%s", async (_, after, action, risk, paths) => {
        if (name !== "the reconciler" && after?.type === "other") return; // its planner shows the type as a reason only
        await setup.apply(graphWith({ resources: { db: db({}, { isStateful }) } }));
        const [before] = setup.world.things();
        const sketch = { resources: after ? { db: after } : {} };
        const planned = await plan(sketch);
        expect(planned.changes).toMatchObject([{ address: "resources.db", action, risk }]);
        const shown = planned.changes[0]?.diff.filter(({ path }) => !path.startsWith("outputs.")) ?? [];
        // A part is named by its own path where an engine goes down to it.
        expect([...new Set(shown.map(({ path }) => path.split(".").slice(0, 2).join(".")))]).toEqual(paths);
        const { outcome } = await setup.apply(graphWith(sketch), { approved: planned, consent: CONSENT });
        expect(outcome.status).toBe("done");
        expect(isEmptyPlan(await plan(sketch))).toBe(true);
        const kept = setup.world.things().some(({ id }) => id === before?.id);
        expect(kept).toBe(action !== "replace" && action !== "delete");
      });
    });

  test("retained, adopted, moved and destroyed are four different things", async () => {
    await setup.apply(graphWith({ resources: { db: db() } }));
    const [thing] = setup.world.things();
    const one = async (sketch: Parameters<typeof graphWith>[0]) => {
      const planned = await plan(sketch);
      expect((await setup.apply(graphWith(sketch), { approved: planned, consent: CONSENT })).outcome.status).toBe(
        "done",
      );
      expect(setup.world.things().map(({ id }) => id)).toContain(thing?.id);
      return planned.changes.map(({ address, action, risk }) => [address, action, risk]);
    };
    const moved = [["db", "store"]] as const;
    expect(await one({ resources: { store: db() }, moved })).toEqual([["resources.store", "update", "none"]]);
    expect(await one({})).toEqual([["resources.store", "retain", "none"]]);
    expect(await one({})).toEqual([]);
    expect(await one({ resources: { store: db() } })).toEqual([["resources.store", "adopt", "none"]]);
    expect(await one({ resources: { store: db({ connections: 7 }) } })).toEqual([
      ["resources.store", "update", "restart"],
    ]);
    expect(await one({})).toEqual([["resources.store", "retain", "none"]]);
    expect(await one({ resources: { store: db({ connections: 8 }) } })).toEqual([
      ["resources.store", "adopt", name === "the reconciler" ? "restart" : expect.any(String)],
    ]);
    expect((await plan({ resources: { store: db({ connections: 8 }) } }, "destroy")).changes).toMatchObject([
      { action: "retain", risk: "none" },
    ]);
  });
});

describe("renames, the reconciler", () => {
  let setup: Setup;
  beforeEach(async () => {
    setup = await setUp(reconciling);
  });
  afterEach(() => rm(setup.folder, { recursive: true, force: true }));
  const named = (name: string) =>
    setup.world.things().find(({ attributes }) => JSON.stringify(attributes).includes(`"note":"${name}"`));
  const two = (a: string, b: string, moved: readonly (readonly [string, string])[] = []) =>
    graphWith({ resources: { [a]: db({ note: "first" }), [b]: db({ note: "second" }) }, moved });

  test.each([
    [
      "a swap",
      two("b", "a", [
        ["a", "b"],
        ["b", "a"],
      ]),
    ],
    [
      "a shift",
      two("b", "c", [
        ["b", "c"],
        ["a", "b"],
      ]),
    ],
    [
      "a chain",
      two("z", "b", [
        ["a", "x"],
        ["x", "y"],
        ["y", "z"],
      ]),
    ],
  ])("%s keeps both, and is carried out once", async (_, graph) => {
    await setup.apply(two("a", "b"));
    const before = [named("first")?.id, named("second")?.id];
    const { plan, outcome } = await setup.apply(graph);
    expect(outcome.status).toBe("done");
    for (const change of plan.changes.filter(({ action }) => action !== "none"))
      expect(change).toMatchObject({ action: "update", risk: "none", diff: [{ path: "address" }] });
    expect([named("first")?.id, named("second")?.id]).toEqual(before);
    const changes = setup.world.changes();
    const again = await setup.apply(graph);
    expect(isEmptyPlan(again.plan)).toBe(true);
    expect(setup.world.changes()).toBe(changes);
    const password = await setup.environment(graph).context.outputs("resources.b", "password");
    expect(password).toBeDefined();
  });

  test("a swap is carried out once also when the run ends half way", async () => {
    await setup.apply(two("a", "b"));
    const before = [named("first")?.id, named("second")?.id];
    const graph = two("b", "a", [
      ["a", "b"],
      ["b", "a"],
    ]);
    setup.faults.order({ at: 1, kind: "fail" }, { at: 2, kind: "crash" });
    expect((await setup.apply(graph)).outcome.status).toBe("failed");
    expect((await setup.apply(graph)).outcome.status).toBe("done");
    expect([named("first")?.id, named("second")?.id]).toEqual(before);
    expect(isEmptyPlan((await setup.apply(graph)).plan)).toBe(true);
  });

  test("what changes places is not made anew at the same time", async () => {
    await setup.apply(two("a", "b"));
    const changes = setup.world.changes();
    const graph = graphWith({
      resources: { b: db({ note: "first", collation: "de" }), a: db({ note: "second" }) },
      moved: [
        ["a", "b"],
        ["b", "a"],
      ],
    });
    await expect(setup.apply(graph, { consent: { allowed: ["data-loss:resources.b"] } })).rejects.toMatchObject({
      code: "provisioning/move-refused",
      message: "resources.b is to be made anew (replace) while resources.a is leaving that name.",
    });
    expect(setup.world.changes()).toBe(changes);
  });

  test("a driver that was not told of a name is told by the next run", async () => {
    await setup.apply(two("a", "b"));
    const graph = two("c", "b", [["a", "c"]]);
    setup.faults.order({ at: 1, kind: "fail" });
    expect((await setup.apply(graph)).outcome.status).toBe("failed");
    const calls = setup.faults.calls();
    const { plan } = await setup.apply(graph);
    expect(plan.changes.find(({ action }) => action !== "none")).toMatchObject({
      address: "resources.c",
      action: "update",
      diff: [{ path: "address", before: "resources.a", after: "resources.c" }],
    });
    expect(setup.faults.calls()).toBe(calls + 1);
    expect(isEmptyPlan((await setup.apply(graph)).plan)).toBe(true);
  });

  test("a thing that is kept is taken over under its new name", async () => {
    await setup.apply(graphWith({ resources: { a: db({ note: "first" }) } }));
    const id = named("first")?.id;
    await setup.apply(graphWith({}));
    const graph = graphWith({ resources: { b: db({ note: "first" }) }, moved: [["a", "b"]] });
    const { plan } = await setup.apply(graph);
    expect(plan.changes).toMatchObject([
      { address: "resources.b", action: "adopt", risk: "none", diff: [{ path: "address", before: "resources.a" }] },
    ]);
    expect(named("first")?.id).toBe(id);
    expect(setup.world.things()).toHaveLength(1);
  });

  test("onto a name in use, or one that is kept, is refused, and nothing is touched", async () => {
    await setup.apply(two("a", "b"));
    const changes = setup.world.changes();
    const onto = graphWith({ resources: { b: db({ note: "first" }) }, moved: [["a", "b"]] });
    await expect(setup.apply(onto)).rejects.toMatchObject({
      code: "provisioning/move-refused",
      message: expect.stringContaining("resources.a cannot become resources.b: both are on record"),
      place: expect.anything(),
    });
    expect(setup.world.changes()).toBe(changes);
    await setup.apply(graphWith({ resources: { a: db({ note: "first" }) } }));
    await expect(setup.apply(onto)).rejects.toMatchObject({
      code: "provisioning/move-refused",
      hint: expect.stringContaining("towpath destroy -e dev resources.b --allow data-loss:resources.b"),
    });
    await setup.apply(onto, {
      goal: "destroy",
      only: ["resources.b"],
      consent: { allowed: ["data-loss:resources.b"] },
    });
    expect((await setup.apply(onto)).plan.changes).toMatchObject([{ address: "resources.b", action: "update" }]);
    expect(named("second")).toBeUndefined();
  });
});
