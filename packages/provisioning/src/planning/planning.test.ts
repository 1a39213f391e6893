import { isJson } from "@towpath/core";
import { isSameJson, jsonDifferences, worstRisk } from "@towpath/manifest/difference";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Change, Plan } from "../plan.ts";
import { EMPTY_STATE } from "../state/decode-state.ts";
import type { RecordedResource } from "../state/state-document.ts";
import { buildPlan } from "./build-plan.ts";
import { requireConsent, retainWithoutConsent } from "./consent.ts";
import { withMoves } from "./moves.ts";
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
    expect(kept.changes.map((each) => [each.action, each.risk])).toEqual([
      ["delete", "downtime"],
      ["retain", "none"],
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

  test("follow each other, oldest first, and count once", () => {
    const state = { ...EMPTY_STATE, resources: { a: record("x"), z: record("z") } };
    const moves = [move("a", "b"), move("b", "c"), move("nothing", "z")];
    const { state: after, from } = withMoves(state, moves);
    expect(after.resources).toEqual({ c: record("x"), z: record("z") });
    expect([...from]).toEqual([["c", "a"]]);
    expect(withMoves(after, moves)).toEqual({ state: after, from: new Map() });
  });

  test("never put one thing over another", () => {
    const state = { ...EMPTY_STATE, resources: { a: record("x"), b: record("y") } };
    expect(withMoves(state, [move("a", "b")]).state).toBe(state);
  });
});
