import { rm } from "node:fs/promises";
import { type ProgressEvent, Secret } from "@towpath/core";
import type { GraphResource } from "@towpath/manifest";
import {
  applyEnvironment,
  createReconcilingEngine,
  type Driver,
  isEmptyPlan,
  observeEnvironment,
  planEnvironment,
  readState,
} from "@towpath/provisioning";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { graphWith } from "../graphs/graph-with.ts";
import { planning, QUICK_LIMITS, reconciling, type Setup, setUp, until } from "../testing/set-up.ts";
import { worldDriver } from "../worlds/world-driver.ts";

describe("the reconciler", () => {
  let setup: Setup;
  beforeEach(async () => {
    setup = await setUp(reconciling);
  });
  afterEach(() => rm(setup.folder, { recursive: true, force: true }));

  /** The setup's environment with drivers that a test changes. */
  const withDriver = (graph: ReturnType<typeof graphWith>, change: (driver: Driver) => Partial<Driver>, more = {}) => {
    const base = worldDriver(setup.world, setup.faults);
    const driver: Driver = { ...base, ...change(base) };
    const { secretBox } = setup;
    const drivers = { thing: driver, other: driver };
    const engine = createReconcilingEngine({
      name: "local",
      kind: "local",
      drivers,
      secretBox,
      limits: QUICK_LIMITS,
      ...more,
    });
    return setup.environment(graph, { engines: [engine] });
  };

  test("does at once what does not depend on each other, within its limit", async () => {
    const graph = graphWith({ resources: { a: {}, b: {}, c: {}, d: {}, last: { dependsOn: ["a", "b", "c", "d"] } } });
    const seen: string[] = [];
    let running = 0;
    let most = 0;
    const three = Promise.withResolvers<void>();
    const environment = withDriver(
      graph,
      (base) => ({
        async create(scope, want, step) {
          running += 1;
          most = Math.max(most, running);
          if (running === 3) three.resolve();
          await three.promise;
          seen.push(scope.name);
          const made = await base.create(scope, want, step);
          running -= 1;
          return made;
        },
      }),
      { concurrency: 3 },
    );
    expect((await applyEnvironment(environment)).outcome.status).toBe("done");
    expect(most).toBe(3);
    expect(seen.at(-1)).toBe("last");
  });

  test("goes on with what does not need what failed", async () => {
    const graph = graphWith({ resources: { a: {}, b: { dependsOn: ["a"] }, c: {} } });
    setup.faults.order({ at: 1, kind: "fail" });
    const { outcome } = await setup.apply(graph);
    expect(outcome.changes.map((change) => change.status)).toEqual(["failed", "skipped", "done"]);
    expect(outcome.changes[1]?.message).toBe("Left out, because resources.a was not done.");
  });

  test("tries again what may pass", async () => {
    setup.faults.order({ at: 1, kind: "transient" }, { at: 2, kind: "transient" });
    expect((await setup.apply(graphWith({ resources: { a: {} } }))).outcome.status).toBe("done");
    expect(setup.faults.calls()).toBe(3);
  });

  test("leaves a driver behind that does not end", async () => {
    const graph = graphWith({ resources: { a: {} } });
    setup.faults.order({ at: 1, kind: "deaf" });
    const { outcome } = await setup.apply(graph);
    expect(outcome.changes[0]).toMatchObject({
      status: "failed",
      message: expect.stringContaining("Creating resources.a was not done after 2 seconds."),
    });
    expect((await setup.apply(graph)).outcome.status).toBe("done");
  });

  test("lets a cancelled run end the step that it is in", async () => {
    const graph = graphWith({ resources: { a: {}, b: { dependsOn: ["a"] } } });
    const cancel = new AbortController();
    setup.faults.order({ at: 1, kind: "slow", ms: 50 });
    const running = applyEnvironment(setup.environment(graph, { signal: cancel.signal }));
    await until(() => setup.faults.calls() > 0);
    cancel.abort(new Error("interrupted"));
    const { outcome } = await running;
    expect(outcome.changes.map((change) => change.status)).toEqual(["done", "cancelled"]);
    expect(outcome.status).toBe("cancelled");
    expect(Object.keys((await readState(setup.store, "orders/dev")).resources)).toEqual(["resources.a"]);
  });

  test("says what it does while it does it", async () => {
    await setup.apply(graphWith({ resources: { a: {} } }));
    const told = setup.events.filter((event: ProgressEvent) => event.type !== "notice");
    expect(told).toEqual([
      { type: "started", id: "resources.a", title: "Create resources.a (thing)" },
      { type: "finished", id: "resources.a", outcome: "done" },
    ]);
  });

  test("writes an intention before each step, with the same key at the next attempt", async () => {
    const graph = graphWith({ resources: { a: { settings: { size: 1 } } } });
    const keys: string[] = [];
    const environment = withDriver(graph, (base) => ({
      async create(scope, want, step) {
        keys.push(step.idempotencyKey);
        const { journal } = await readState(setup.store, "orders/dev");
        expect(journal).toMatchObject([{ address: "resources.a", action: "create", resource: { want, have: null } }]);
        return base.create(scope, want, step);
      },
    }));
    setup.faults.order({ at: 1, kind: "fail" });
    await applyEnvironment(environment);
    expect((await planEnvironment(environment, "match")).changes[0]?.reasons).toEqual([
      "A run that was interrupted had begun to make it.",
    ]);
    await applyEnvironment(environment);
    expect(new Set(keys).size).toBe(1);
    expect(keys).toHaveLength(2);
  });

  test.each([
    ["crash", "retain", true],
    ["crash", "delete", false],
    ["fail", undefined, true],
  ] as const)("after a %s, what was begun and is no longer wanted: %s", async (kind, action, isStateful) => {
    setup.faults.order({ at: 1, kind });
    await setup.apply(graphWith({ resources: { db: { isStateful } } }));
    const { plan, outcome } = await setup.apply(graphWith({}));
    expect(plan.changes.map((change) => change.action)).toEqual(action ? [action] : []);
    expect(outcome.status).toBe("done");
    expect((await readState(setup.store, "orders/dev")).journal).toEqual([]);
    expect(isEmptyPlan(await planEnvironment(setup.environment(graphWith({})), "match"))).toBe(true);
  });

  test("offers to adopt what no state knows", async () => {
    const graph = graphWith({ resources: { db: { isStateful: true, settings: { size: 1 } } } });
    await setup.apply(graph);
    const [before] = setup.world.things();
    await rm(`${setup.folder}/state`, { recursive: true });
    const { plan, outcome } = await setup.apply(graph);
    expect(plan.changes[0]).toMatchObject({ action: "adopt", reasons: ["It is there already, but on no record."] });
    expect(outcome.status).toBe("done");
    expect(setup.world.things().map((thing) => thing.id)).toEqual([before?.id]);
  });

  test("never gives a thing that was renamed to a new one of its old name", async () => {
    await setup.apply(graphWith({ resources: { database: {} } }));
    const graph = graphWith({ resources: { db: {}, database: {} }, moved: [] });
    const moved = graphWith({ resources: { db: {} }, moved: [["database", "db"]] });
    await setup.apply(moved);
    await expect(setup.apply(graph)).rejects.toMatchObject({
      code: "provisioning/belongs-to-another",
      message: expect.stringContaining("belongs to resources.db"),
    });
    expect(setup.world.things()).toHaveLength(1);
  });

  test("refuses another type where one is kept for its data", async () => {
    await setup.apply(graphWith({ resources: { db: { isStateful: true } } }));
    await setup.apply(graphWith({}));
    await expect(setup.apply(graphWith({ resources: { db: { type: "other" } } }))).rejects.toMatchObject({
      code: "provisioning/orphan-in-the-way",
    });
  });

  test("replaces what has another type or another driver", async () => {
    await setup.apply(graphWith({ resources: { db: {} } }));
    const graph = graphWith({ resources: { db: { type: "other" } } });
    const { plan, outcome } = await setup.apply(graph);
    expect(plan.changes[0]).toMatchObject({
      action: "replace",
      risk: "downtime",
      diff: [{ path: "type", before: "thing", after: "other" }],
    });
    expect(outcome.status).toBe("done");
    expect(isEmptyPlan(await planEnvironment(setup.environment(graph), "match"))).toBe(true);
  });

  test("asks the driver what a change does, and a driver may refuse it before anything is touched", async () => {
    const graph = (version: string) => graphWith({ resources: { db: { isStateful: true, version } } });
    await setup.apply(graph("16"));
    const changes = setup.world.changes();
    const refusing = withDriver(graph("17"), () => ({
      assess: () => {
        throw new Error("From 16 to 17 dump and restore by hand.");
      },
    }));
    await expect(applyEnvironment(refusing)).rejects.toThrow("From 16 to 17");
    const replacing = withDriver(graph("17"), () => ({
      assess: () => ({ action: "replace", risk: "restart", reasons: ["It cannot."] }) as const,
    }));
    expect((await planEnvironment(replacing, "match")).changes[0]).toMatchObject({
      action: "replace",
      risk: "data-loss",
    });
    expect(setup.world.changes()).toBe(changes);
  });

  test("refuses a replacement that came of a value that was unknown", async () => {
    const graph = (version: string) =>
      graphWith({
        resources: {
          db: { settings: { kind: { value: version, change: "replace" } } },
          proxy: { settings: { target: { template: "${resources.db.id}", change: "replace" } } },
        },
      });
    await setup.apply(graph("16"));
    const { plan, outcome } = await setup.apply(graph("17"));
    expect(plan.changes.find((change) => change.address === "resources.proxy")).toMatchObject({
      action: "update",
      risk: "unknown",
    });
    expect(outcome.changes.find((change) => change.address === "resources.proxy")).toMatchObject({
      status: "failed",
      message: expect.stringContaining('changed by "replace", which was not approved'),
    });
    expect((await setup.apply(graph("17"))).outcome.status).toBe("done");
  });

  test("mends what is stopped, and says what stays broken", async () => {
    const graph = graphWith({ resources: { a: {} } });
    await setup.apply(graph);
    let isStopped = true;
    const environment = withDriver(graph, (base) => ({
      async read(...request) {
        const seen = await base.read(...request);
        return seen && isStopped ? { ...seen, status: "stopped", message: "The server is down." } : seen;
      },
      async update(...request) {
        isStopped = false;
        return base.update(...request);
      },
    }));
    expect((await observeEnvironment(environment)).resources[0]).toMatchObject({
      status: "stopped",
      message: "The server is down.",
    });
    const { plan, outcome } = await applyEnvironment(environment);
    expect(plan.changes[0]).toMatchObject({ action: "update", risk: "none", reasons: ["The server is down."] });
    expect(outcome.status).toBe("done");
    const failing = withDriver(graphWith({ resources: { a: { settings: { size: 2 } } } }), (base) => ({
      update: async (...request) => ({
        ...(await base.update(...request)),
        status: "failed",
        message: "It does not start.",
      }),
    }));
    expect((await applyEnvironment(failing)).outcome.changes[0]).toMatchObject({
      status: "failed",
      message: expect.stringContaining("It does not start."),
    });
  });

  test("never starts anything to look: what is stopped is an update, and only that starts it", async () => {
    const graph = graphWith({ resources: { db: { isStateful: true, settings: { size: 1 } } } });
    await setup.apply(graph);
    const [thing] = setup.world.things();
    if (!thing) throw new Error("Nothing was made.");
    setup.world.put({ ...thing, isStopped: true, attributes: { lost: "behind our back" } });
    const changes = setup.world.changes();
    const { resources } = await observeEnvironment(setup.environment(graph));
    expect(resources).toMatchObject([{ status: "stopped", message: "The thing is stopped.", drift: [] }]);
    expect(resources[0]?.outputs["password"]).toBeInstanceOf(Secret);
    const approved = await planEnvironment(setup.environment(graph), "match");
    expect(approved.changes).toMatchObject([
      { action: "update", risk: "none", reasons: ["The thing is stopped."], diff: [] },
    ]);
    expect(setup.world.changes()).toBe(changes);
    expect((await setup.apply(graph, { approved })).outcome.status).toBe("done");
    expect(setup.world.things()).toEqual([thing]);
    expect(isEmptyPlan(await planEnvironment(setup.environment(graph), "match"))).toBe(true);
  });

  test("takes down what is stopped, and what is kept stays an orphan while it is", async () => {
    const graph = graphWith({ resources: { db: { isStateful: true }, cache: {} } });
    await setup.apply(graph);
    for (const thing of setup.world.things()) setup.world.put({ ...thing, isStopped: true });
    const { plan } = await setup.apply(graphWith({}));
    expect(plan.changes.map(({ action }) => action)).toEqual(["delete", "retain"]);
    expect(setup.world.things()).toMatchObject([{ owner: "orders/dev/resources.db", isStopped: true }]);
    const { resources } = await observeEnvironment(setup.environment(graphWith({})));
    expect(resources).toMatchObject([{ address: "resources.db", status: "orphan", message: "The thing is stopped." }]);
    await setup.apply(graphWith({ resources: { db: { isStateful: true } } }));
    expect(setup.world.things()[0]?.isStopped).toBeUndefined();
  });

  test("a restart is the risk of what has failed only", async () => {
    const graph = graphWith({ resources: { a: {} } });
    await setup.apply(graph);
    const failed = withDriver(graph, (base) => ({
      async read(...request) {
        const seen = await base.read(...request);
        return seen && { ...seen, status: "failed" };
      },
    }));
    const { changes } = await planEnvironment(failed, "match");
    expect(changes[0]).toMatchObject({ action: "update", risk: "restart", reasons: ["It has failed."] });
  });

  test("tells the driver of a rename, of which nothing else is to be done", async () => {
    await setup.apply(graphWith({ resources: { database: {} } }));
    const graph = graphWith({ resources: { db: {} }, moved: [["database", "db"]] });
    const told: string[] = [];
    const environment = withDriver(graph, (base) => ({
      update: (scope, ...request) => {
        told.push(scope.address);
        return base.update(scope, ...request);
      },
    }));
    await applyEnvironment(environment);
    await applyEnvironment(environment);
    expect(told).toEqual(["resources.db"]);
  });

  test("takes over what a server tells when it came back elsewhere", async () => {
    const graph = graphWith({ resources: { a: {}, b: { settings: { target: { template: "${resources.a.port}" } } } } });
    await setup.apply(graph);
    const environment = withDriver(graph, (base) => ({
      async read(scope, recorded, context) {
        const seen = await base.read(scope, recorded, context);
        return seen && scope.name === "a" ? { ...seen, outputs: { ...seen.outputs, port: 1 } } : seen;
      },
    }));
    const { plan } = await applyEnvironment(environment);
    expect(plan.changes.map((change) => change.action)).toEqual(["none", "update"]);
    expect(await environment.context.outputs("resources.a", "port")).toBe(1);
    expect(isEmptyPlan(await planEnvironment(environment, "match"))).toBe(true);
  });

  test("records no secret that a driver shows, and misses no output that a type promises", async () => {
    const graph = graphWith({ resources: { a: {} } });
    const exposing = withDriver(graph, (base) => ({
      async create(...request) {
        const made = await base.create(...request);
        const { password } = made.outputs;
        return { ...made, have: { password: password instanceof Secret ? password.reveal() : "" } };
      },
    }));
    const { outcome } = await applyEnvironment(exposing);
    expect(outcome.changes[0]).toMatchObject({
      status: "failed",
      message: expect.stringContaining('secret output "password"'),
    });
    const bytes = await setup.store.read("orders/dev");
    expect(Buffer.from(bytes?.bytes ?? []).toString()).not.toContain(setup.world.things()[0]?.password);
    const forgetful = withDriver(graph, (base) => ({
      create: async (...request) => ({ ...(await base.create(...request)), outputs: { id: "x" } }),
    }));
    expect((await applyEnvironment(forgetful)).outcome.changes[0]?.message).toMatch(
      /did not give "password", "port", "url"|did not give/,
    );
    expect((await setup.apply(graph)).outcome.status).toBe("done");
  });

  test("takes for a secret what the type calls one, whatever the driver thinks", async () => {
    const graph = graphWith({ resources: { a: {} } });
    const careless = withDriver(graph, (base) => ({
      async create(...request) {
        const made = await base.create(...request);
        const { password } = made.outputs;
        return { ...made, outputs: { ...made.outputs, password: password instanceof Secret ? password.reveal() : "" } };
      },
    }));
    expect((await applyEnvironment(careless)).outcome.status).toBe("done");
    const state = Buffer.from((await setup.store.read("orders/dev"))?.bytes ?? []).toString();
    expect(state).not.toContain(setup.world.things()[0]?.password);
    expect(await careless.context.outputs("resources.a", "password")).toBeInstanceOf(Secret);
  });

  test("keeps a secret that the type does not promise for the driver alone", async () => {
    const password = { type: "string", isSecret: true } as const;
    const graph = (outputs: GraphResource["outputs"]) => graphWith({ resources: { a: { outputs } } });
    const seen: unknown[] = [];
    const looking = withDriver(graph({ id: { type: "string", isSecret: false } }), (base) => ({
      async read(scope, recorded, context) {
        if (recorded) seen.push(await context.outputs(scope.address, "password"));
        return base.read(scope, recorded, context);
      },
    }));
    expect((await applyEnvironment(looking)).outcome.status).toBe("done");
    expect(isEmptyPlan(await planEnvironment(looking, "match"))).toBe(true);
    const made = setup.world.things()[0]?.password;
    expect(seen.map((value) => (value instanceof Secret ? value.reveal() : value))).toContain(made);
    expect(Buffer.from((await setup.store.read("orders/dev"))?.bytes ?? []).toString()).not.toContain(made);
    expect((await observeEnvironment(looking)).resources.map(({ outputs }) => Object.keys(outputs))).toEqual([["id"]]);
    // Promised later, it is that one still.
    await setup.apply(graph({ password }));
    expect(setup.world.things()[0]?.password).toBe(made);
  });

  test("looks after a step with the secrets that the step gave", async () => {
    const graph = graphWith({ resources: { a: { outputs: { id: { type: "string", isSecret: false } } } } });
    const without = withDriver(graph, (base) => ({
      async create(...request) {
        const { outputs: _, ...made } = await base.create(...request);
        return { ...made, outputs: { id: "a" } };
      },
    }));
    expect((await applyEnvironment(without)).outcome.status).toBe("done");
    const looking = withDriver(graph, (base) => ({
      async read(scope, recorded, context) {
        const seen = await base.read(scope, recorded, context);
        const isKnown = (await context.outputs(scope.address, "password")) instanceof Secret;
        return seen && recorded && !isKnown ? { ...seen, want: "its password is not recorded" } : seen;
      },
      async update(...request) {
        const made = await base.update(...request);
        return { ...made, outputs: { ...made.outputs, password: new Secret("made anew, and long") } };
      },
    }));
    const { outcome } = await applyEnvironment(looking);
    expect(outcome).toMatchObject({ status: "done", changes: [{ action: "update", status: "done" }] });
    expect(isEmptyPlan(await planEnvironment(looking, "match"))).toBe(true);
  });

  test("says of what depends on unknown values when a setting that is known makes it anew", async () => {
    const graph = (version: string) =>
      graphWith({
        resources: {
          db: { settings: { kind: { value: version, change: "replace" } } },
          proxy: {
            settings: { target: { template: "${resources.db.id}" }, tier: { value: version, change: "replace" } },
          },
        },
      });
    await setup.apply(graph("16"));
    const { plan } = await setup.apply(graph("17"));
    expect(plan.changes.find((change) => change.address === "resources.proxy")).toMatchObject({
      risk: "unknown",
      reasons: [
        "It depends on values that are known only when others are there.",
        "settings.tier cannot change in place.",
      ],
    });
  });

  test("takes secrets out of what a driver says when it fails", async () => {
    const graph = (size: number) => graphWith({ resources: { a: { settings: { size } } } });
    await setup.apply(graph(1));
    const environment = withDriver(graph(2), () => ({
      async update(_scope, _want, _have, step) {
        const { url } = step.recordedOutputs;
        throw new Error(`cannot reach ${url instanceof Secret ? url.reveal() : "nothing"}`);
      },
    }));
    const { outcome } = await applyEnvironment(environment);
    expect(outcome.changes[0]?.message).toBe("cannot reach ***");
    expect(JSON.stringify(setup.events)).not.toContain(setup.world.things()[0]?.password);
  });

  test("takes no secret settings; an engine that takes them never shows them", async () => {
    const graph = (key: string) =>
      graphWith({
        engines: [{ name: "cloud", kind: "test", options: {} }],
        resources: {
          a: {
            engine: "cloud",
            settings: { key: { value: key, isSecret: true }, from: { template: "x-${secrets.key}" } },
          },
        },
        secrets: { key: "vault:key" },
      });
    const here = graphWith({ resources: { a: { settings: { key: { value: "hunter2hunter2", isSecret: true } } } } });
    await expect(setup.apply(here)).rejects.toMatchObject({ code: "provisioning/secret-setting" });

    const engine = planning("cloud", setup.world, setup.faults, setup.secretBox);
    const environment = (key: string) => setup.environment(graph(key), { engines: [engine] });
    const { plan } = await applyEnvironment(environment("hunter2hunter2"));
    expect(plan.changes[0]?.diff).toContainEqual({ path: "settings.key", unknown: false, secret: true });
    expect(isEmptyPlan(await planEnvironment(environment("hunter2hunter2"), "match"))).toBe(true);
    const changed = await planEnvironment(environment("hunter3hunter3"), "match");
    expect(changed.changes[0]).toMatchObject({ action: "update", diff: [{ path: "settings.key", secret: true }] });
    const state = Buffer.from((await setup.store.read("orders/dev"))?.bytes ?? []).toString();
    expect(JSON.stringify([plan, changed]) + state + JSON.stringify(setup.world.things())).not.toMatch(
      /hunter2|value-of/,
    );
  });
});
