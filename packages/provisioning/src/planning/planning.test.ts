import { canonicalJson, isJson, type Json } from "@towpath/core";
import { isSameJson, jsonDifferences, worstRisk } from "@towpath/manifest/difference";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Change, Plan } from "../plan.ts";
import { EMPTY_STATE } from "../state/decode-state.ts";
import type { RecordedResource, StateDocument } from "../state/state-document.ts";
import { buildPlan } from "./build-plan.ts";
import { requireConsent, retainWithoutConsent } from "./consent.ts";
import { requireMoves, withMoves } from "./moves.ts";
import { inDependencyOrder } from "./order.ts";
import { requireSamePlan } from "./stale-plan.ts";

const origin = { layer: "service", place: { file: "towpath.yaml" } } as const;
const change = (name: string, more: Partial<Change> = {}): Change => ({
  address: `resources.${name}`,
  type: "postgres",
  engine: "local",
  action: "update",
  reasons: [],
  risk: "none",
  diff: [{ path: "settings.size", before: 1, after: 2, unknown: false, secret: false, origin }],
  ...more,
});
const plan = (changes: readonly Change[], more: Partial<Omit<Plan, "createdAt">> = {}): Plan =>
  buildPlan({
    service: "orders",
    environment: "dev",
    goal: "match",
    inputs: { manifest: "sha256:m", platform: "sha256:p", state: "absent" },
    createdAt: new Date(0),
    ...more,
    changes,
  });

describe("a plan", () => {
  test("has the same digest whenever, from wherever, in whatever order it is made", () => {
    const one = plan([change("a"), change("b")]);
    const later = buildPlan({
      ...one,
      createdAt: new Date(1e12),
      changes: [change("b", { reasons: ["x"] }), change("a"), change("c", { action: "none", diff: [] })].map(
        (each) => ({
          ...each,
          diff: each.diff.map(({ origin: _, ...rest }) => rest),
        }),
      ),
    });
    expect(later.changesDigest).toBe(one.changesDigest);
    expect(later.changes.map((each) => each.address)).toEqual(["resources.a", "resources.b", "resources.c"]);
    expect(later.summary).toMatchObject({ update: 2, none: 1, create: 0 });
  });

  test.each<[string, Plan]>([
    ["another action", plan([change("a", { action: "replace" })])],
    ["another risk", plan([change("a", { risk: "restart" })])],
    [
      "another value",
      plan([change("a", { diff: [{ path: "settings.size", before: 1, after: 3, unknown: false, secret: false }] })]),
    ],
    ["another engine", plan([change("a", { engine: "cloud" })])],
    ["another address", plan([change("b")])],
    ["one more", plan([change("a"), change("b")])],
    ["another goal", plan([change("a")], { goal: "destroy" })],
    ["another environment", plan([change("a")], { environment: "prod" })],
    ["another service", plan([change("a")], { service: "billing" })],
  ])("with %s is another one", (_, other) => {
    const approved = plan([change("a")]);
    expect(other.changesDigest).not.toBe(approved.changesDigest);
    expect(() => requireSamePlan(approved, other)).toThrow(/no longer holds/);
    expect(() => requireSamePlan(approved, plan([change("a")]))).not.toThrow();
  });

  test("that was approved with an unknown value holds for any value of it, and for nothing else", () => {
    const unknown = { path: "settings.target", unknown: true, secret: false };
    const known = { path: "settings.target", after: 5432, unknown: false, secret: false };
    const approved = plan([
      change("a", { action: "create", diff: [unknown] }),
      change("b", { risk: "unknown", diff: [unknown] }),
    ]);
    const b = change("b", { risk: "restart", diff: [known] });
    const a = change("a", { action: "create", diff: [known] });
    expect(() => requireSamePlan(approved, plan([a, b]))).not.toThrow();
    expect(() => requireSamePlan(approved, plan([a, { ...b, action: "none", risk: "none", diff: [] }]))).not.toThrow();
    expect(() => requireSamePlan(approved, plan([a, { ...b, action: "replace", risk: "downtime" }]))).toThrow(
      /resources\.b/,
    );
    expect(() =>
      requireSamePlan(approved, plan([a, { ...b, diff: [known, { ...known, path: "settings.size" }] }])),
    ).toThrow();
    expect(() => requireSamePlan(approved, plan([b]))).toThrow(/resources\.a: approved create.*now nothing/);
  });

  test("loses data only by consent that names it", () => {
    const dangerous = plan(
      [change("db", { action: "delete", risk: "data-loss" }), change("cache", { action: "delete", risk: "downtime" })],
      {
        goal: "destroy",
      },
    );
    expect(() =>
      requireConsent(dangerous, { allowed: ["data-loss", "data-loss:resources.cache", "data-loss:resources.*"] }),
    ).toThrow(/would lose the data of resources\.db/);
    expect(() => requireConsent(dangerous, { allowed: ["data-loss:resources.db"] })).not.toThrow();
    const kept = retainWithoutConsent(dangerous, { allowed: [] }, new Set());
    expect(kept.changes.map((each) => [each.action, each.risk, each.diff.length])).toEqual([
      ["delete", "downtime", 1],
      ["retain", "none", 0],
    ]);
    expect(retainWithoutConsent(dangerous, { allowed: [] }, new Set(["resources.db"])).summary).toMatchObject({
      none: 1,
      delete: 1,
    });
    expect(retainWithoutConsent(dangerous, { allowed: ["data-loss:resources.db"] }, new Set()).changesDigest).toBe(
      dangerous.changesDigest,
    );
  });

  test("has the worst of its risks", () => {
    expect(worstRisk([])).toBe("none");
    expect(worstRisk(["restart", "data-loss", "unknown", "downtime"])).toBe("data-loss");
  });
});

describe("differences", () => {
  const json = fc
    .jsonValue()
    .map((value): unknown => value)
    .filter(isJson);
  test("are there exactly when two values are not the same", () => {
    fc.assert(
      fc.property(json, json, (a, b) => {
        expect(jsonDifferences("x", a, a)).toEqual([]);
        expect(jsonDifferences("x", a, b).length > 0).toBe(!isSameJson(a, b));
      }),
    );
  });

  test("are none exactly when the canonical forms are one, also far down", () => {
    const text = (value: unknown) => JSON.stringify(value).toWellFormed();
    fc.assert(
      fc.property(json, json, (a, b) => {
        const [one, other] = [JSON.parse(text(a)), JSON.parse(text(b))];
        expect(isSameJson(one, other)).toBe(canonicalJson(one) === canonicalJson(other));
      }),
    );
    const deep = (leaf: number) => {
      let value: Json = leaf;
      for (let depth = 0; depth < 60; depth += 1) value = { value };
      return value;
    };
    expect(isSameJson(deep(1), deep(1))).toBe(true);
    expect(isSameJson(deep(1), deep(2))).toBe(false);
  });

  test("go down to members, by own names only", () => {
    const before = JSON.parse('{"a": {"b": 1, "c": [1]}, "__proto__": {"d": 1}}');
    const after = { a: { b: 2, c: [1, 2] }, "x.y": null };
    expect(jsonDifferences("settings", before, after).map(({ path }) => path)).toEqual([
      "settings.__proto__",
      "settings.a.b",
      "settings.a.c",
      "settings.x\\.y",
    ]);
  });
});

describe("the order of dependency", () => {
  test("puts nothing before what it needs, and is the same for any order of input", () => {
    const things = fc
      .integer({ min: 1, max: 12 })
      .chain((count) =>
        fc.tuple(
          ...Array.from({ length: count }, (_, index) =>
            fc.subarray(Array.from({ length: index }, (_, each) => `t${each}`)),
          ),
        ),
      );
    fc.assert(
      fc.property(things, fc.infiniteStream(fc.nat()), (needs, dice) => {
        const all = needs.map((dependsOn, index) => ({ address: `t${index}`, dependsOn: [...dependsOn, "elsewhere"] }));
        const order = inDependencyOrder(all).map((each) => each.address);
        for (const each of all)
          for (const other of each.dependsOn) expect(order.indexOf(other)).toBeLessThan(order.indexOf(each.address));
        const shuffled = all.map((each) => ({ each, key: dice.next().value })).sort((a, b) => a.key - b.key);
        expect(inDependencyOrder(shuffled.map(({ each }) => each)).map((each) => each.address)).toEqual(order);
      }),
    );
  });

  test("names a cycle", () => {
    const things = [
      { address: "x", dependsOn: ["a"] },
      { address: "a", dependsOn: ["b"] },
      { address: "b", dependsOn: ["a"] },
    ];
    expect(() => inDependencyOrder(things)).toThrow("a → b → a");
  });
});

describe("renames", () => {
  const record = (type: string): RecordedResource => ({
    type,
    engine: "local",
    driver: type,
    recipe: "sha256:r",
    isStateful: true,
    settings: {},
    want: null,
    have: null,
    outputs: {},
    status: "ready",
    dependsOn: [],
    idempotencyKey: type,
  });
  const move = (from: string, to: string) => ({ from, to, origin });
  const wanted = (addresses: readonly string[], ...moved: ReturnType<typeof move>[]) => ({
    moved,
    resources: addresses.map((address) => ({ address })),
  });
  const stateOf = (resources: Readonly<Record<string, string>>, orphans: Readonly<Record<string, string>> = {}) => ({
    ...EMPTY_STATE,
    resources: Object.fromEntries(Object.entries(resources).map(([address, type]) => [address, record(type)])),
    orphans: Object.fromEntries(Object.entries(orphans).map(([address, type]) => [address, record(type)])),
  });
  /** What is where after the renames: the type of each by its address, what is kept in brackets. */
  const after = (state: StateDocument) => ({
    ...Object.fromEntries(Object.entries(state.resources).map(([address, { type }]) => [address, type])),
    ...Object.fromEntries(Object.entries(state.orphans).map(([address, { type }]) => [address, `(${type})`])),
  });

  test.each<
    [string, ReturnType<typeof stateOf>, ReturnType<typeof wanted>, Record<string, string>, [string, string][]]
  >([
    ["one", stateOf({ a: "x" }), wanted(["b"], move("a", "b")), { b: "x" }, [["b", "a"]]],
    [
      "a chain",
      stateOf({ a: "x", z: "z" }),
      wanted(["c", "z"], move("a", "b"), move("b", "c")),
      { c: "x", z: "z" },
      [["c", "a"]],
    ],
    ["there and back", stateOf({ a: "x" }), wanted(["a"], move("a", "b"), move("b", "a")), { a: "x" }, []],
    [
      "a swap",
      stateOf({ a: "x", b: "y" }),
      wanted(["a", "b"], move("a", "b"), move("b", "a")),
      { a: "y", b: "x" },
      [
        ["b", "a"],
        ["a", "b"],
      ],
    ],
    [
      "a swap of three",
      stateOf({ a: "x", b: "y", c: "z" }),
      wanted(["a", "b", "c"], move("a", "b"), move("b", "c"), move("c", "a")),
      { a: "z", b: "x", c: "y" },
      [
        ["b", "a"],
        ["c", "b"],
        ["a", "c"],
      ],
    ],
    [
      "a shift, the last first",
      stateOf({ a: "x", b: "y" }),
      wanted(["b", "c"], move("b", "c"), move("a", "b")),
      { b: "x", c: "y" },
      [
        ["c", "b"],
        ["b", "a"],
      ],
    ],
    [
      "a shift, the first first",
      stateOf({ a: "x", b: "y" }),
      wanted(["b", "c"], move("a", "b"), move("b", "c")),
      { b: "x", c: "y" },
      [
        ["b", "a"],
        ["c", "b"],
      ],
    ],
    ["of nothing", stateOf({ z: "z" }), wanted(["z"], move("nothing", "z")), { z: "z" }, []],
    [
      "of what is kept, to what is wanted",
      stateOf({}, { a: "x" }),
      wanted(["b"], move("a", "b")),
      { b: "(x)" },
      [["b", "a"]],
    ],
    ["of what is kept, to what nobody wants", stateOf({}, { a: "x" }), wanted([], move("a", "b")), { a: "(x)" }, []],
    [
      "of what is kept, where something else is",
      stateOf({ b: "y" }, { a: "x" }),
      wanted(["b"], move("a", "b")),
      { a: "(x)", b: "y" },
      [],
    ],
    [
      "onto a name in use, of what is still wanted",
      stateOf({ a: "x", b: "y" }),
      wanted(["a", "b"], move("a", "b")),
      { a: "x", b: "y" },
      [],
    ],
  ])("%s", (_, state, graph, expected, from) => {
    const moved = withMoves(state, graph, "local");
    expect(after(moved.state)).toEqual(expected);
    expect(Object.fromEntries(moved.from)).toEqual(Object.fromEntries(from));
    expect(moved.refused).toEqual([]);
    // Once only, also for a name that was left and is used again.
    const again = withMoves(moved.state, graph, "local");
    expect(again.state).toBe(moved.state);
    expect(again.from.size).toBe(0);
  });

  test("may be the same again, for what was renamed back", () => {
    const first = wanted(["b"], move("a", "b"));
    const back = wanted(["a"], move("a", "b"), move("b", "a"));
    const again = wanted(["b"], move("a", "b"), move("b", "a"), move("a", "b"));
    let state: StateDocument = stateOf({ a: "x" });
    for (const [graph, name] of [
      [first, "b"],
      [back, "a"],
      [again, "b"],
    ] as const) {
      state = withMoves(state, graph, "local").state;
      expect(after(state)).toEqual({ [name]: "x" });
      expect(withMoves(state, graph, "local").state).toBe(state);
    }
  });

  test("do not come back for a name that is used again", () => {
    const graph = wanted(["a"], move("a", "b"));
    const { state } = withMoves(stateOf({ a: "x" }), graph, "local");
    const reused = { ...state, resources: { a: record("new") } };
    expect(after(withMoves(reused, graph, "local").state)).toEqual({ a: "new" });
  });

  test("are those of one engine, which leaves the others' alone", () => {
    const graph = wanted(["b", "d"], move("a", "b"), move("c", "d"));
    const state = {
      ...stateOf({ a: "x", c: "y" }),
      resources: { a: record("x"), c: { ...record("y"), engine: "cloud" } },
    };
    const one = withMoves(state, graph, "local").state;
    expect(after(one)).toEqual({ b: "x", c: "y" });
    expect(after(withMoves(one, graph, "cloud").state)).toEqual({ b: "x", d: "y" });
  });

  test("take along what depends on them and what was begun", () => {
    const graph = wanted(["b"], move("a", "b"));
    const state = {
      ...stateOf({ a: "x", u: "u" }),
      journal: [{ address: "a", action: "update" as const, resource: record("x"), at: "" }],
    };
    const user = { ...record("u"), dependsOn: ["a", "z"] };
    const moved = withMoves({ ...state, resources: { ...state.resources, u: user } }, graph, "local").state;
    expect(moved.resources["u"]?.dependsOn).toEqual(["b", "z"]);
    expect(moved.journal[0]?.address).toBe("b");
  });

  test.each([
    ["in use", stateOf({ a: "x", b: "y" }), /a cannot become b: both are on record/],
    ["kept for its data", stateOf({ a: "x" }, { b: "y" }), /a cannot become b: a y of that name is kept for its data/],
  ])("are refused onto a name that is %s, and put nothing over anything", (_, state, message) => {
    const graph = wanted(["b"], move("a", "b"));
    const moved = withMoves(state, graph, "local");
    expect(moved.state).toBe(state);
    expect(() => requireMoves(moved, "dev")).toThrow(message);
  });
});
