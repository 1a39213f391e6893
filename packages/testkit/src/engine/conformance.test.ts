import { execFileSync } from "node:child_process";
import { rm } from "node:fs/promises";
import { Secret } from "@towpath/core";
import {
  applyEnvironment,
  observeEnvironment,
  planEnvironment,
  readState,
  requireSamePlan,
} from "@towpath/provisioning";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { graphWith } from "../graphs/graph-with.ts";
import { ENGINES, type Setup, setUp, until } from "../testing/set-up.ts";

describe.each(ENGINES)("$name", ({ make, isWorldInFile }) => {
  let setup: Setup;
  beforeEach(async () => {
    setup = await setUp(make, isWorldInFile);
  });
  afterEach(() => rm(setup.folder, { recursive: true, force: true }));

  const orders = (settings: Readonly<Record<string, number>> = { size: 1 }) =>
    graphWith({ resources: { db: { isStateful: true, version: "17", settings }, cache: { dependsOn: ["db"] } } });
  const plan = (graph: ReturnType<typeof graphWith>) => planEnvironment(setup.environment(graph), "match");
  const actions = (changes: readonly { readonly address: string; readonly action: string }[]) =>
    Object.fromEntries(changes.map(({ address, action }) => [address, action]));
  const isQuiet = async (graph: ReturnType<typeof graphWith>) =>
    (await plan(graph)).changes.every((change) => change.action === "none");

  test("makes what is wanted, and a second apply changes nothing", async () => {
    const first = await setup.apply(orders());
    expect(first.outcome.status).toBe("done");
    expect(actions(first.plan.changes)).toEqual({ "resources.db": "create", "resources.cache": "create" });
    expect(setup.world.things().map((thing) => thing.owner)).toEqual([
      "orders/dev/resources.db",
      "orders/dev/resources.cache",
    ]);
    const changes = setup.world.changes();
    const second = await setup.apply(orders());
    expect(second.plan.summary).toMatchObject({ create: 0, update: 0, none: 2 });
    expect(second.outcome.changes.map((change) => change.status)).toEqual(["unchanged", "unchanged"]);
    expect(setup.world.changes()).toBe(changes);
  });

  test("plans the same twice, and touches nothing by it", async () => {
    const [one, two] = [await plan(orders()), await plan(orders())];
    expect(one.changesDigest).toBe(two.changesDigest);
    expect(one.inputsDigest).toBe(two.inputsDigest);
    expect(setup.world.changes()).toBe(0);
    expect(await setup.store.read("orders/dev")).toBeUndefined();
  });

  test("shows a changed setting with both values, and changes the thing in its place", async () => {
    await setup.apply(orders());
    const [before] = setup.world.things();
    const changed = await plan(orders({ size: 2 }));
    expect(changed.changes.find((change) => change.address === "resources.db")).toMatchObject({
      action: "update",
      risk: "none",
      diff: [{ path: "settings.size", before: 1, after: 2, unknown: false, secret: false }],
    });
    await setup.apply(orders({ size: 2 }), { approved: changed });
    expect(setup.world.things().find((thing) => thing.id === before?.id)?.attributes).toMatchObject({
      settings: { size: 2 },
    });
    expect(await isQuiet(orders({ size: 2 }))).toBe(true);
  });

  test("replaces a stateful thing only with consent that names it", async () => {
    const graph = (collation: string) =>
      graphWith({
        resources: { db: { isStateful: true, settings: { collation: { value: collation, change: "replace" } } } },
      });
    await setup.apply(graph("C"));
    const [before] = setup.world.things();
    const approved = await plan(graph("de"));
    expect(approved.changes[0]).toMatchObject({ action: "replace", risk: "data-loss" });
    expect(approved.changes[0]?.reasons.join()).toContain("settings.collation");
    for (const allowed of [[], ["data-loss:resources.other"], ["resources.db"]])
      await expect(setup.apply(graph("de"), { approved, consent: { allowed } })).rejects.toMatchObject({
        code: "provisioning/consent-missing",
        hint: expect.stringContaining("--allow data-loss:resources.db"),
      });
    // Nor without an approved plan, nor from the engine itself.
    const refusal = { code: "provisioning/consent-missing" };
    await expect(setup.apply(graph("de"))).rejects.toMatchObject(refusal);
    const { state, context } = setup.environment(graph("de"));
    const itself = setup.engine.apply({ graph: graph("de"), state }, approved, { allowed: [] }, context);
    await expect(itself).rejects.toMatchObject(refusal);
    expect(setup.world.things()).toEqual([before]);
    const { outcome } = await setup.apply(graph("de"), { approved, consent: { allowed: ["data-loss:resources.db"] } });
    expect(outcome.status).toBe("done");
    expect(setup.world.things()).toHaveLength(1);
    expect(setup.world.things()[0]?.id).not.toBe(before?.id);
    expect(await isQuiet(graph("de"))).toBe(true);
  });

  test("grows in place, and shrinks only by replacement", async () => {
    const graph = (value: number) =>
      graphWith({ resources: { disk: { settings: { gib: { value, change: "grow-only" } } } } });
    await setup.apply(graph(32));
    expect((await plan(graph(64))).changes[0]).toMatchObject({ action: "update", risk: "none" });
    expect((await plan(graph(16))).changes[0]).toMatchObject({ action: "replace", risk: "downtime" });
  });

  test("heeds how a part of a setting changes", async () => {
    const nestedChanges = { zone: "replace", "disks.*.gib": "grow-only", note: "update" } as const;
    const graph = (zone: string, gib: number, note: string, other = 1) =>
      graphWith({
        resources: {
          db: {
            settings: { place: { value: { zone, disks: [{ gib }], note, other }, change: "restart", nestedChanges } },
          },
        },
      });
    await setup.apply(graph("a", 32, "x"));
    expect((await plan(graph("a", 32, "y"))).changes[0]).toMatchObject({ action: "update", risk: "none" });
    expect((await plan(graph("a", 32, "x", 2))).changes[0]).toMatchObject({ action: "update", risk: "restart" });
    expect((await plan(graph("a", 64, "x"))).changes[0]).toMatchObject({ action: "update", risk: "none" });
    expect((await plan(graph("a", 16, "x"))).changes[0]).toMatchObject({ action: "replace", risk: "downtime" });
    expect((await plan(graph("b", 32, "x"))).changes[0]).toMatchObject({ action: "replace", risk: "downtime" });
  });

  test("says what a changed version and a restart do", async () => {
    const graph = (version: string, value: number) =>
      graphWith({ resources: { db: { version, settings: { connections: { value, change: "restart" } } } } });
    await setup.apply(graph("16", 100));
    expect((await plan(graph("17", 100))).changes[0]).toMatchObject({ action: "upgrade", risk: "downtime" });
    expect((await plan(graph("16", 200))).changes[0]).toMatchObject({ action: "update", risk: "restart" });
  });

  test("refuses a plan that no longer holds, and says why", async () => {
    await setup.apply(orders());
    const approved = await plan(orders({ size: 2 }));
    await setup.apply(orders({ size: 3 }));
    const changes = setup.world.changes();
    await expect(setup.apply(orders({ size: 2 }), { approved })).rejects.toMatchObject({
      code: "provisioning/stale-plan",
      message: expect.stringMatching(
        /the state moved[\s\S]*resources\.db: approved update \(settings\.size 1 → 2\); now update \(settings\.size 3 → 2\)/,
      ),
    });
    await expect(setup.apply(orders({ size: 4 }), { approved })).rejects.toThrow(/the manifest moved/);
    const { approved: _, ...target } = { approved, graph: orders({ size: 2 }), state: setup.store };
    await expect(
      setup.engine.apply(target, approved, { allowed: [] }, setup.environment(target.graph).context),
    ).rejects.toThrow(/no longer holds/);
    expect(setup.world.changes()).toBe(changes);
  });

  test("refuses a plan of another environment", async () => {
    const approved = await plan(orders());
    const elsewhere = graphWith({ environment: "prod", resources: { db: {} } });
    expect(() => requireSamePlan(approved, { ...approved, environment: "prod" })).toThrow(
      /asked to match orders in prod/,
    );
    await expect(setup.apply(elsewhere, { approved })).rejects.toThrow(/no longer holds/);
  });

  test("keeps what holds data when it leaves the manifest, deletes the rest, and takes it back", async () => {
    await setup.apply(orders());
    const db = setup.world.things().find((thing) => thing.owner.endsWith("db"));
    const empty = graphWith({});
    const { plan: removal } = await setup.apply(empty);
    expect(actions(removal.changes)).toEqual({ "resources.db": "retain", "resources.cache": "delete" });
    expect(setup.world.things()).toEqual([db]);
    expect(await isQuiet(empty)).toBe(true);
    expect((await observeEnvironment(setup.environment(empty))).resources).toMatchObject([
      { address: "resources.db", status: "orphan" },
    ]);
    const { plan: back } = await setup.apply(orders());
    expect(actions(back.changes)).toEqual({ "resources.db": "adopt", "resources.cache": "create" });
    expect(setup.world.things().find((thing) => thing.id === db?.id)).toBeDefined();
    expect(await isQuiet(orders())).toBe(true);
  });

  test("takes a service out, and its data only when that is asked for by name", async () => {
    await setup.apply(orders());
    const kept = await setup.apply(orders(), { goal: "destroy" });
    expect(actions(kept.plan.changes)).toEqual({ "resources.db": "retain", "resources.cache": "delete" });
    expect(setup.world.things()).toHaveLength(1);
    const again = await setup.apply(orders(), { goal: "destroy" });
    expect(again.plan.changes.every((change) => change.action === "none")).toBe(true);
    const consent = { allowed: ["data-loss:resources.db"] };
    const gone = await setup.apply(orders(), { goal: "destroy", consent });
    expect(gone.outcome.changes).toMatchObject([{ address: "resources.db", action: "delete", status: "done" }]);
    expect(setup.world.things()).toEqual([]);
    expect(await readState(setup.store, "orders/dev")).toMatchObject({ resources: {}, orphans: {}, journal: [] });
  });

  test("destroys at once with consent, from an approved plan", async () => {
    await setup.apply(orders());
    const consent = { allowed: ["data-loss:resources.db"] };
    const approved = await planEnvironment(setup.environment(orders()), "destroy", consent);
    expect(approved.changes.find((change) => change.address === "resources.db")).toMatchObject({
      action: "delete",
      risk: "data-loss",
    });
    await expect(setup.apply(orders(), { approved })).rejects.toThrow(/would lose the data/);
    await setup.apply(orders(), { approved, consent });
    expect(setup.world.things()).toEqual([]);
  });

  test("a rename keeps the thing and its secrets", async () => {
    const before = graphWith({ resources: { database: { isStateful: true, settings: { size: 1 } } } });
    const after = graphWith({
      resources: { db: { isStateful: true, settings: { size: 1 } } },
      moved: [["database", "db"]],
    });
    await setup.apply(before);
    const [thing] = setup.world.things();
    const { plan: renamed } = await setup.apply(after);
    expect(renamed.changes).toMatchObject([
      {
        address: "resources.db",
        action: "update",
        risk: "none",
        diff: [{ path: "address", before: "resources.database" }],
      },
    ]);
    expect(setup.world.things()[0]).toMatchObject({ id: thing?.id, password: thing?.password });
    const password = await setup.environment(after).context.outputs("resources.db", "password");
    expect(password instanceof Secret && password.reveal()).toBe(thing?.password);
    expect(await isQuiet(after)).toBe(true);
  });

  test("shows as unknown what is known only later, and fills it in", async () => {
    const graph = (dbVersion: string) =>
      graphWith({
        resources: {
          db: { version: dbVersion, settings: { size: 1 } },
          proxy: {
            settings: { target: { template: "${resources.db.port}" }, id: { template: "db-${resources.db.id}" } },
          },
        },
      });
    const approved = await plan(graph("17"));
    const proxy = approved.changes.find((change) => change.address === "resources.proxy");
    expect(proxy?.diff.filter((difference) => difference.unknown).map((difference) => difference.path)).toEqual(
      expect.arrayContaining(["settings.id", "settings.target"]),
    );
    const { outcome } = await setup.apply(graph("17"), { approved });
    expect(outcome.status).toBe("done");
    const db = setup.world.things().find((thing) => thing.owner.endsWith("db"));
    expect(setup.world.things().find((thing) => thing.owner.endsWith("proxy"))?.attributes).toMatchObject({
      settings: { target: expect.any(Number), id: `db-${db?.id}` },
    });
    expect(await isQuiet(graph("17"))).toBe(true);
  });

  test("secrets are given as secrets, and stand nowhere in clear text", async () => {
    const graph = orders();
    const { plan: first, outcome } = await setup.apply(graph);
    const { password = "" } = setup.world.things()[0] ?? {};
    const { context } = setup.environment(graph);
    const given = await context.outputs("resources.db", "password");
    expect(given).toBeInstanceOf(Secret);
    expect(given instanceof Secret && given.reveal()).toBe(password);
    expect(await context.outputs("resources.db", "id")).toBe(setup.world.things()[0]?.id);
    const observation = await observeEnvironment(setup.environment(graph));
    expect(observation.resources.find((each) => each.address === "resources.db")?.outputs["url"]).toBeInstanceOf(
      Secret,
    );
    expect(password).toMatch(/^[A-Za-z0-9]{32}$/);
    expect(JSON.stringify([first, outcome, observation, setup.events, await plan(orders({ size: 9 }))])).not.toContain(
      password,
    );
    expect(execFileSync("grep", ["-rlF", "orders", `${setup.folder}/state`]).toString()).not.toBe("");
    expect(() => execFileSync("grep", ["-rlF", password, `${setup.folder}/state`])).toThrow();
  });

  test("what failed is said, what needs it is left out, and the next apply goes on", async () => {
    const graph = graphWith({ resources: { a: {}, b: { dependsOn: ["a"] }, c: { dependsOn: ["b"] } } });
    setup.faults.order({ at: 2, kind: "fail" });
    const { outcome } = await setup.apply(graph);
    expect(outcome).toMatchObject({
      status: "failed",
      changes: [
        { address: "resources.a", status: "done" },
        { address: "resources.b", status: "failed", message: "Call 2 failed as ordered." },
        { address: "resources.c", status: "skipped" },
      ],
    });
    const next = await setup.apply(graph);
    expect(actions(next.plan.changes)).toEqual({
      "resources.a": "none",
      "resources.b": "create",
      "resources.c": "create",
    });
    expect(next.outcome.status).toBe("done");
    expect(setup.world.things()).toHaveLength(3);
  });

  test.each([1, 2])("a crash after the effect of call %i leaves nothing twice, and no secret unknown", async (at) => {
    setup.faults.order({ at, kind: "crash" });
    expect((await setup.apply(orders())).outcome.status).toBe("failed");
    expect((await setup.apply(orders())).outcome.status).toBe("done");
    expect(setup.world.things()).toHaveLength(2);
    for (const thing of setup.world.things()) {
      const address = thing.owner.slice("orders/dev/".length);
      const password = await setup.environment(orders()).context.outputs(address, "password");
      expect(password instanceof Secret && password.reveal()).toBe(thing.password);
    }
    expect((await readState(setup.store, "orders/dev")).journal).toEqual([]);
    expect(await isQuiet(orders())).toBe(true);
  });

  test("what was only claimed to be done is noticed, and done by the next apply", async () => {
    setup.faults.order({ at: 1, kind: "lie" });
    const { outcome } = await setup.apply(orders());
    expect(outcome.changes.map(({ status }) => status)).toEqual(["skipped", "failed"]);
    expect(outcome.changes[1]?.message).toMatch(/resources\.db .*is not there/);
    expect(setup.world.things()).toHaveLength(0);
    expect((await setup.apply(orders())).outcome.status).toBe("done");
    expect(setup.world.things()).toHaveLength(2);
    setup.faults.order({ at: 1, kind: "lie" });
    expect((await setup.apply(orders({ size: 2 }))).outcome.changes[1]?.message).toMatch(/is (not there|as it was)/);
    expect((await setup.apply(orders({ size: 2 }))).outcome.status).toBe("done");
    expect(await isQuiet(orders({ size: 2 }))).toBe(true);
  });

  test("a cancelled run ends soon, says what it left out, and the next one goes on", async () => {
    const graph = graphWith({ resources: { a: {}, b: { dependsOn: ["a"] } } });
    const cancel = new AbortController();
    setup.faults.order({ at: 1, kind: "hang" });
    const running = applyEnvironment(setup.environment(graph, { signal: cancel.signal }));
    await until(() => setup.faults.calls() > 0);
    cancel.abort(new Error("interrupted"));
    const { outcome } = await running;
    expect(outcome.status).toBe("cancelled");
    expect(outcome.changes.map((change) => change.status)).toEqual(["cancelled", "cancelled"]);
    expect((await readState(setup.store, "orders/dev")).lock).toBeUndefined();
    expect((await setup.apply(graph)).outcome.status).toBe("done");
    expect(await isQuiet(graph)).toBe(true);
  });

  test("finds what was changed and taken away behind its back, and mends it", async () => {
    await setup.apply(orders());
    const [db, cache] = setup.world.things();
    if (!db || !cache) throw new Error("Nothing was made.");
    setup.world.put({ ...db, attributes: { version: "17", variant: null, settings: { size: 99 } } });
    setup.world.remove(cache.id);
    const { resources } = await observeEnvironment(setup.environment(orders()));
    expect(resources.find((each) => each.address === "resources.cache")?.status).toBe("missing");
    expect(resources.find((each) => each.address === "resources.db")?.drift).toMatchObject([
      { path: expect.stringContaining("settings.size") },
    ]);
    expect(actions((await plan(orders())).changes)).toEqual({ "resources.db": "update", "resources.cache": "create" });
    await setup.apply(orders());
    expect(setup.world.things().find((thing) => thing.id === db.id)?.attributes).toEqual(db.attributes);
    expect(await isQuiet(orders())).toBe(true);
  });

  test("two runs at once take turns or name each other", async () => {
    setup.faults.order({ at: 1, kind: "slow", ms: 1_200 });
    const first = setup.apply(orders());
    await until(() => setup.faults.calls() > 0);
    await expect(setup.apply(orders())).rejects.toThrow(
      "orders/dev is locked by anna (run 1) since 2026-11-22T09:00:00Z",
    );
    const second = await setup.apply(orders(), { waitMs: 10_000 });
    expect((await first).outcome.status).toBe("done");
    expect(second.outcome.changes.map((change) => change.status)).toEqual(["unchanged", "unchanged"]);
    expect(setup.world.things()).toHaveLength(2);
  });
});
