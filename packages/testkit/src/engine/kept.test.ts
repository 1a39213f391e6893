import { rm } from "node:fs/promises";
import { Secret } from "@towpath/core";
import {
  applyEnvironment,
  createReconcilingEngine,
  isEmptyPlan,
  observeEnvironment,
  openOutput,
  planEnvironment,
  readState,
} from "@towpath/provisioning";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { graphWith } from "../graphs/graph-with.ts";
import { QUICK_LIMITS, reconciling, type Setup, setUp } from "../testing/set-up.ts";
import { worldDriver } from "../worlds/world-driver.ts";

describe("what an upgrade keeps", () => {
  let setup: Setup;
  beforeEach(async () => {
    setup = await setUp(reconciling);
  });
  afterEach(() => rm(setup.folder, { recursive: true, force: true }));

  const graph = (version: string, settings: Readonly<Record<string, number>> = {}) =>
    graphWith({ resources: { db: { isStateful: true, version, settings } } });
  const environment = (of: ReturnType<typeof graphWith>) => {
    const thing = worldDriver(setup.world, setup.faults, { upgradesBeside: true });
    const { secretBox } = setup;
    const engine = createReconcilingEngine({
      name: "local",
      kind: "local",
      drivers: { thing },
      secretBox,
      limits: QUICK_LIMITS,
    });
    return setup.environment(of, { engines: [engine] });
  };
  const state = () => readState(setup.store, "orders/dev");
  const owners = () => setup.world.things().map(({ owner }) => owner.slice("orders/dev/".length));

  test("is an orphan of its own, with the secrets to look into it, until it is destroyed by name", async () => {
    await applyEnvironment(environment(graph("17")));
    const [old] = setup.world.things();
    const { plan, outcome } = await applyEnvironment(environment(graph("18")));
    expect(plan.changes).toMatchObject([{ action: "upgrade", risk: "downtime" }]);
    expect(outcome.status).toBe("done");
    const { orphans, resources, journal } = await state();
    const kept = orphans["resources.db@17"];
    expect(Object.keys(orphans)).toEqual(["resources.db@17"]);
    expect(kept).toMatchObject({ version: "17", have: { id: old?.id }, isStateful: true, want: { version: "17" } });
    expect(resources["resources.db"]).toMatchObject({ version: "18" });
    expect(resources["resources.db"]?.have).not.toEqual(kept?.have);
    expect(kept?.idempotencyKey).not.toBe(resources["resources.db"]?.idempotencyKey);
    expect(Object.keys(kept?.outputs ?? {}).sort()).toEqual(["password", "url"]);
    const password = kept && (await openOutput(kept, "password", setup.secretBox));
    expect(password instanceof Secret && password.reveal()).toBe(old?.password);
    expect(journal).toEqual([]);
    expect(isEmptyPlan(await planEnvironment(environment(graph("18")), "match"))).toBe(true);

    const { resources: seen } = await observeEnvironment(environment(graph("18")));
    expect(seen).toMatchObject([
      { address: "resources.db", status: "ready" },
      { address: "resources.db@17", status: "orphan", details: { id: old?.id } },
    ]);

    const only = ["resources.db@17"];
    const released = await planEnvironment(environment(graph("18")), "destroy", undefined, { only });
    expect(released).toMatchObject({
      only,
      changes: [{ address: "resources.db@17", action: "delete", risk: "data-loss" }],
    });
    await expect(applyEnvironment(environment(graph("18")), { approved: released })).rejects.toMatchObject({
      code: "provisioning/consent-missing",
      hint: expect.stringContaining("--allow data-loss:resources.db@17"),
    });
    const consent = { allowed: ["data-loss:resources.db@17"] };
    const gone = await applyEnvironment(environment(graph("18")), { approved: released, consent });
    expect(gone.outcome).toMatchObject({ status: "done", changes: [{ address: "resources.db@17", action: "delete" }] });
    expect(owners()).toEqual(["resources.db"]);
    expect(await state()).toMatchObject({ orphans: {}, lastApplied: { graph: 1 } });
    expect(isEmptyPlan(await planEnvironment(environment(graph("18")), "match"))).toBe(true);
  });

  test.each([1, 2])("is recorded by the next run when this one ends after effect %i of the upgrade", async (at) => {
    await applyEnvironment(environment(graph("17")));
    const [old] = setup.world.things();
    let puts = 0;
    const { put } = setup.world;
    const cut = {
      ...setup.world,
      put: (...request: Parameters<typeof put>) => {
        put(...request);
        puts += 1;
        if (puts === at) throw new Error("The power is gone.");
      },
    };
    const { secretBox, faults } = setup;
    const thing = worldDriver(cut, faults, { upgradesBeside: true });
    const engine = createReconcilingEngine({ name: "local", kind: "local", drivers: { thing }, secretBox });
    const failing = setup.environment(graph("18"), { engines: [engine] });
    expect((await applyEnvironment(failing)).outcome.status).toBe("failed");
    expect((await state()).orphans).toEqual({});
    expect((await applyEnvironment(environment(graph("18")))).outcome.status).toBe("done");
    expect((await state()).orphans).toMatchObject({ "resources.db@17": { have: { id: old?.id } } });
    expect(owners().sort()).toEqual(["resources.db", "resources.db@17"]);
    expect(isEmptyPlan(await planEnvironment(environment(graph("18")), "match"))).toBe(true);
  });

  test("is recorded by the next run when this one could not write it down, however the driver shows the thing by then", async () => {
    await applyEnvironment(environment(graph("17")));
    const [old] = setup.world.things();
    const plain = worldDriver(setup.world, setup.faults, { upgradesBeside: true });
    const { secretBox } = setup;
    // It reads by the address, so that what it shows after the upgrade is the new thing already.
    const byAddress = {
      ...plain,
      read: (...[scope, , context]: Parameters<typeof plain.read>) => plain.read(scope, undefined, context),
    };
    const update: typeof plain.update = (scope, want, _, step) =>
      plain.update(scope, want, { want, have: { id: old?.id ?? "" }, status: "ready", outputs: {} }, step);
    const engineOf = (drivers: typeof plain) =>
      createReconcilingEngine({ name: "local", kind: "local", drivers: { thing: drivers }, secretBox });
    const cut = engineOf({
      ...byAddress,
      update: async (...request) => {
        await update(...request);
        throw new Error("The power is gone.");
      },
    });
    await applyEnvironment(setup.environment(graph("18"), { engines: [cut] }));
    const whole = setup.environment(graph("18"), { engines: [engineOf({ ...byAddress, update })] });
    expect((await applyEnvironment(whole)).outcome.status).toBe("done");
    expect((await state()).orphans).toMatchObject({ "resources.db@17": { have: { id: old?.id } } });
  });

  test("never takes the place of what was kept before under that name", async () => {
    await applyEnvironment(environment(graph("17")));
    await applyEnvironment(environment(graph("18")));
    await applyEnvironment(environment(graph("18")), {
      goal: "destroy",
      consent: { allowed: ["data-loss:resources.db"] },
    });
    expect(owners()).toEqual(["resources.db@17"]);
    await applyEnvironment(environment(graph("17")));
    await applyEnvironment(environment(graph("18")));
    const { orphans } = await state();
    expect(Object.keys(orphans)).toEqual(["resources.db@17", "resources.db@17-2"]);
    expect(new Set(Object.values(orphans).map(({ have }) => JSON.stringify(have))).size).toBe(2);
    const only = Object.keys(orphans);
    const consent = { allowed: only.map((address) => `data-loss:${address}`) };
    expect((await applyEnvironment(environment(graph("18")), { goal: "destroy", only, consent })).outcome.status).toBe(
      "done",
    );
    expect(owners()).toEqual(["resources.db"]);
  });

  test("goes with the whole service only by name", async () => {
    await applyEnvironment(environment(graph("17")));
    await applyEnvironment(environment(graph("18")));
    const all = environment(graph("18"));
    const first = await applyEnvironment(all, { goal: "destroy" });
    expect(first.plan.changes.map(({ address, action }) => [address, action])).toEqual([
      ["resources.db", "retain"],
      ["resources.db@17", "none"],
    ]);
    const consent = { allowed: ["data-loss:resources.db", "data-loss:resources.db@17"] };
    await applyEnvironment(all, { goal: "destroy", consent });
    expect(setup.world.things()).toEqual([]);
  });

  test("nothing but what is kept can be destroyed by name", async () => {
    await applyEnvironment(environment(graph("17")));
    const ask = (only: readonly string[], of = graph("17")) =>
      planEnvironment(environment(of), "destroy", { allowed: [] }, { only });
    await expect(ask(["resources.db"])).rejects.toMatchObject({
      code: "provisioning/not-an-orphan",
      message: expect.stringContaining("is in the manifest"),
    });
    await expect(ask(["resources.db"], graphWith({}))).rejects.toThrow(/is not kept apart yet/);
    await expect(ask(["__proto__"])).rejects.toThrow(/Nothing is kept under the name __proto__/);
    await applyEnvironment(environment(graphWith({})));
    expect((await ask(["resources.db"], graphWith({}))).changes).toMatchObject([{ action: "delete" }]);
    const consent = { allowed: ["data-loss:resources.db"] };
    await applyEnvironment(environment(graphWith({})), { goal: "destroy", only: ["resources.db"], consent });
    expect(setup.world.things()).toEqual([]);
  });
});
