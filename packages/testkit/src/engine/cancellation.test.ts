import { rm } from "node:fs/promises";
import type { ProgressEvent } from "@towpath/core";
import {
  acquireLock,
  adoptResource,
  applyEnvironment,
  createReconcilingEngine,
  type Driver,
  driftOf,
  isEmptyPlan,
  type Outcome,
  observeEnvironment,
  planEnvironment,
  readState,
  releaseLock,
  transient,
} from "@towpath/provisioning";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { graphWith } from "../graphs/graph-with.ts";
import { planning, QUICK_LIMITS, reconciling, type Setup, setUp, until } from "../testing/set-up.ts";
import { orderableFaults } from "../worlds/faults.ts";
import { memoryWorld } from "../worlds/world.ts";
import { worldDriver } from "../worlds/world-driver.ts";

const STOP = new Error("interrupted");
const NAMES = ["a", "b", "c", "d", "e", "f", "g", "h"];
/** Eight things, of which a few only can be made at once; one needs them all. */
const many = (size = 1) =>
  graphWith({
    resources: {
      ...Object.fromEntries(NAMES.map((name) => [name, { settings: { size } }])),
      last: { dependsOn: NAMES },
    },
  });

describe("a run that is cancelled", () => {
  let setup: Setup;
  let good: Driver;
  let cancel: AbortController;
  beforeEach(async () => {
    setup = await setUp(reconciling);
    good = worldDriver(setup.world, setup.faults);
    cancel = new AbortController();
  });
  afterEach(() => rm(setup.folder, { recursive: true, force: true }));

  const environment = (change: Partial<Driver>, graph = many()) => {
    const { secretBox } = setup;
    const thing: Driver = { ...good, ...change };
    const limits = { ...QUICK_LIMITS, backoffMs: 60_000 };
    const engine = createReconcilingEngine({
      name: "local",
      kind: "local",
      drivers: { thing },
      secretBox,
      limits,
      concurrency: 2,
    });
    return setup.environment(graph, { signal: cancel.signal, engines: [engine] });
  };
  const stop = () => cancel.abort(STOP);
  const statuses = ({ changes }: Outcome) => changes.map(({ status }) => status);

  /** Every step that was begun ended, once; the lock is free; the next run does the rest. */
  const expectOrder = async (graph = many()) => {
    const open = new Set<string>();
    for (const event of setup.events as readonly ProgressEvent[]) {
      if (event.type === "started") {
        expect(open.has(event.id), `${event.id} is begun once at a time`).toBe(false);
        open.add(event.id);
      }
      if (event.type === "finished") expect(open.delete(event.id), `${event.id} was begun`).toBe(true);
    }
    expect([...open]).toEqual([]);
    expect((await readState(setup.store, "orders/dev")).lock).toBeUndefined();
    cancel = new AbortController();
    expect((await applyEnvironment(environment({}, graph))).outcome.status).toBe("done");
    expect(isEmptyPlan(await planEnvironment(environment({}, graph), "match"))).toBe(true);
    expect((await readState(setup.store, "orders/dev")).journal).toEqual([]);
    expect(setup.world.things()).toHaveLength(graph.resources.length);
  };

  test("while it waits for the lock", async () => {
    const { context } = setup.environment(many());
    const lock = await acquireLock(setup.store, "orders/dev", context.holder, 0, context);
    const running = applyEnvironment(environment({}), { waitMs: 60_000 });
    await until(() => setup.events.some(({ type }) => type === "notice"));
    stop();
    await expect(running).rejects.toThrow(/interrupted|aborted/);
    expect(setup.world.changes()).toBe(0);
    await releaseLock(setup.store, lock);
    await expectOrder();
  });

  test.each<[string, (of: ReturnType<typeof environment>) => Promise<unknown>]>([
    ["apply", (of) => applyEnvironment(of)],
    ["plan", (of) => planEnvironment(of, "match")],
    ["observe", observeEnvironment],
    ["drift", driftOf],
  ])("while it looks what is there: %s", async (_, look) => {
    await applyEnvironment(environment({}));
    let reads = 0;
    const read: Driver["read"] = () => {
      reads += 1;
      return new Promise(() => undefined);
    };
    const changes = setup.world.changes();
    const running = look(environment({ read }));
    await until(() => reads > 0);
    const begun = performance.now();
    stop();
    await expect(running).rejects.toBe(STOP);
    expect(performance.now() - begun).toBeLessThan(QUICK_LIMITS.readMs);
    expect(setup.world.changes()).toBe(changes);
    await expectOrder();
  });

  test("while it looks for what is to be taken over", async () => {
    let isAsked = false;
    const find: Driver["find"] = () => {
      isAsked = true;
      return new Promise(() => undefined);
    };
    const running = adoptResource(environment({ find }), "resources.a", "x");
    await until(() => isAsked);
    stop();
    await expect(running).rejects.toBe(STOP);
    await expectOrder();
  });

  test("before its first step", async () => {
    const read: Driver["read"] = async (...request) => {
      stop();
      return good.read(...request);
    };
    await applyEnvironment(environment({ read })).then(
      ({ outcome }) => expect(new Set(statuses(outcome))).toEqual(new Set(["cancelled"])),
      (error: unknown) => expect(error).toBe(STOP),
    );
    expect(setup.world.changes()).toBe(0);
    expect(setup.events.filter(({ type }) => type !== "notice")).toEqual([]);
    await expectOrder();
  });

  test.each<[string, () => Promise<never>]>([
    ["that hears it", () => new Promise(() => undefined)],
    ["that does not", () => new Promise(() => undefined)],
  ])("in a step %s: it ends soon, what was not begun is left out and not in the journal", async (name, hang) => {
    const running = applyEnvironment(
      environment({
        create: (_scope, _want, step) =>
          name === "that hears it"
            ? new Promise((_, reject) => step.signal.addEventListener("abort", () => reject(step.signal.reason)))
            : hang(),
      }),
    );
    await until(() => setup.events.filter(({ type }) => type === "started").length === 2);
    stop();
    const { outcome } = await running;
    expect(outcome.status).toBe("cancelled");
    expect(new Set(statuses(outcome))).toEqual(new Set(["cancelled"]));
    const messages = outcome.changes.map(({ message }) => message);
    expect(messages.filter((each) => each?.startsWith("The run was cancelled in it"))).toHaveLength(2);
    expect(messages.filter((each) => each === "The run was cancelled before it.")).toHaveLength(7);
    const { journal } = await readState(setup.store, "orders/dev");
    expect(journal.map(({ address }) => address)).toEqual(["resources.a", "resources.b"]);
    await expectOrder();
  });

  test.each<[string, "create" | "update" | "delete"]>([
    ["making", "create"],
    ["changing", "update"],
    ["deleting", "delete"],
  ])("in the middle of %s: the steps that are under way come to their end", async (_, call) => {
    if (call !== "create") await applyEnvironment(environment({}));
    let calls = 0;
    const slow = async (...request: readonly unknown[]) => {
      calls += 1;
      if (calls === 2) stop();
      await new Promise((resolve) => setTimeout(resolve, 20));
      return Reflect.apply(good[call], good, request);
    };
    const graph = many(call === "update" ? 2 : 1);
    const { outcome } = await applyEnvironment(environment({ [call]: slow }, graph), {
      goal: call === "delete" ? "destroy" : "match",
    });
    expect(outcome.status).toBe("cancelled");
    expect(calls).toBe(call === "delete" ? 3 : 2); // the last one goes alone, before all others
    expect(statuses(outcome).filter((status) => status === "done")).toHaveLength(calls);
    await expectOrder(graph);
  });

  test("in the pause before another try", async () => {
    const create: Driver["create"] = async () => {
      throw transient(new Error("not now"));
    };
    const running = applyEnvironment(environment({ create }));
    await until(() => setup.events.filter(({ type }) => type === "notice").length >= 2);
    expect(setup.events).toContainEqual({
      type: "notice",
      message: "Creating resources.a failed, and is tried again in 60 s (2 of 3): not now",
    });
    const begun = performance.now();
    stop();
    expect((await running).outcome.status).toBe("cancelled");
    expect(performance.now() - begun).toBeLessThan(5_000);
    await expectOrder();
  });

  test("between a step and the look after it", async () => {
    const read: Driver["read"] = (scope, recorded, context) => {
      if (recorded) {
        stop();
        return new Promise(() => undefined);
      }
      return good.read(scope, recorded, context);
    };
    expect((await applyEnvironment(environment({ read }))).outcome.status).toBe("cancelled");
    await expectOrder();
  });

  test("between two engines", async () => {
    const graph = graphWith({
      engines: [{ name: "cloud", kind: "test", options: {} }],
      resources: { a: { engine: "cloud" }, b: { settings: { from: { template: "${resources.a.id}" } } } },
    });
    const cloud = planning("cloud", memoryWorld(), orderableFaults(), setup.secretBox);
    const stopping: typeof cloud = {
      ...cloud,
      async apply(...request) {
        const outcome = await cloud.apply(...request);
        stop();
        return outcome;
      },
    };
    const running = setup.environment(graph, { signal: cancel.signal, engines: [stopping] });
    const { outcome } = await applyEnvironment(running);
    expect(outcome).toMatchObject({
      status: "cancelled",
      changes: [
        { address: "resources.a", status: "done" },
        { address: "resources.b", status: "cancelled", message: "The run was cancelled before it." },
      ],
    });
    const next = await applyEnvironment(setup.environment(graph, { engines: [cloud] }));
    expect(next.outcome.changes.map(({ status }) => status)).toEqual(["unchanged", "done"]);
  });
});

test("what a run says of its steps is complete, whatever becomes of them", async () => {
  const setup = await setUp(reconciling);
  const graph = graphWith({ resources: { a: {}, b: { dependsOn: ["a"] }, c: {}, d: {} } });
  setup.faults.order({ at: 1, kind: "fail" }, { at: 2, kind: "transient" });
  const { outcome } = await setup.apply(graph);
  const told = setup.events.flatMap((event) => (event.type === "finished" ? [[event.id, event.outcome]] : []));
  const begun = setup.events.flatMap((event) => (event.type === "started" ? [event.id] : []));
  expect(Object.fromEntries(told)).toEqual({ "resources.a": "failed", "resources.c": "done", "resources.d": "done" });
  expect(begun.toSorted()).toEqual(["resources.a", "resources.c", "resources.d"]);
  expect(outcome.changes.map(({ status }) => status)).toEqual(["failed", "skipped", "done", "done"]);
  expect(setup.events.filter(({ type }) => type === "notice")).toHaveLength(1);
  await rm(setup.folder, { recursive: true });
});
