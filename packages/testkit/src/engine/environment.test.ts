import { rm } from "node:fs/promises";
import { type Clock, nodeClock } from "@towpath/core";
import {
  applyEnvironment,
  createReconcilingEngine,
  driftOf,
  type Engine,
  isEmptyPlan,
  planEnvironment,
  prepareEnvironment,
  renderTemplate,
  updateState,
} from "@towpath/provisioning";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { graphWith, templateWith } from "../graphs/graph-with.ts";
import { planning, reconciling, type Setup, setUp } from "../testing/set-up.ts";
import { orderableFaults } from "../worlds/faults.ts";
import { memoryWorld } from "../worlds/world.ts";

const engines = [
  { name: "local", kind: "local", options: {} },
  { name: "cloud", kind: "test", options: {} },
];

/** The database on one engine, what uses it on the other. */
const across = (driver = "thing") =>
  graphWith({
    engines,
    resources: {
      db: { engine: "cloud", isStateful: true, driver },
      proxy: { engine: "local", settings: { target: { template: "${resources.db.port}" } } },
      site: { engine: "local", dependsOn: ["proxy"] },
    },
  });

describe("an environment with two engines", () => {
  let setup: Setup;
  const world = { current: memoryWorld() };
  const faults = { current: orderableFaults() };
  beforeEach(async () => {
    setup = await setUp(reconciling);
    world.current = memoryWorld();
    faults.current = orderableFaults();
  });
  afterEach(() => rm(setup.folder, { recursive: true, force: true }));

  const environment = (graph: ReturnType<typeof graphWith>) =>
    setup.environment(graph, { engines: [planning("cloud", world.current, faults.current, setup.secretBox)] });
  const apply = async (graph: ReturnType<typeof graphWith>, options = {}) => {
    return applyEnvironment(environment(graph), options);
  };

  test("has one plan; outputs cross from one to the other, unknown until they are there", async () => {
    const approved = await planEnvironment(environment(across()), "match");
    expect(approved.changes.map(({ address, engine, action }) => [address, engine, action])).toEqual([
      ["resources.db", "cloud", "create"],
      ["resources.proxy", "local", "create"],
      ["resources.site", "local", "create"],
    ]);
    expect(approved.changes[1]?.diff).toMatchObject([{ path: "settings.target", unknown: true }]);
    const { outcome } = await apply(across(), { approved });
    expect(outcome.status).toBe("done");
    const port = await environment(across()).context.outputs("resources.db", "port");
    expect(setup.world.things()[0]?.attributes).toMatchObject({ settings: { target: port } });
    expect(isEmptyPlan(await planEnvironment(environment(across()), "match"))).toBe(true);
  });

  test("leaves out the engines behind one that failed", async () => {
    faults.current.order({ at: 1, kind: "fail" });
    const { outcome } = await apply(across());
    expect(outcome.status).toBe("failed");
    expect(outcome.changes.map((change) => change.status)).toEqual(["failed", "skipped", "skipped"]);
    expect(setup.world.things()).toEqual([]);
    expect((await apply(across())).outcome.status).toBe("done");
  });

  test("takes down in the other direction", async () => {
    await apply(across());
    const order: string[] = [];
    const watched = environment(across());
    const recording = [...watched.engines].map(
      ([name, engine]) =>
        [
          name,
          {
            ...engine,
            apply: (...request: Parameters<typeof engine.apply>) => {
              order.push(name);
              return engine.apply(...request);
            },
          },
        ] as const,
    );
    await applyEnvironment({ ...watched, engines: new Map(recording) }, { goal: "destroy" });
    expect(order).toEqual(["local", "cloud"]);
    expect(world.current.things()).toHaveLength(1);
  });

  test("refuses by name an engine that is not available, a driver that is not, and one that changed", async () => {
    const elsewhere = graphWith({
      engines: [{ name: "azure", kind: "terraform", options: {} }],
      resources: { db: { engine: "azure" } },
    });
    await expect(planEnvironment(setup.environment(elsewhere), "match")).rejects.toMatchObject({
      code: "provisioning/engine-missing",
      message: expect.stringMatching(/"azure".*of kind terraform.*resources\.db is placed on it/),
      hint: expect.stringContaining("local"),
    });
    const odd = graphWith({ resources: { db: { driver: "__proto__" } } });
    await expect(planEnvironment(setup.environment(odd), "match")).rejects.toMatchObject({
      code: "provisioning/driver-missing",
    });
    await apply(across());
    const moved = graphWith({ engines, resources: { db: { engine: "local", isStateful: true } } });
    await expect(planEnvironment(environment(moved), "match")).rejects.toMatchObject({
      code: "provisioning/engine-changed",
    });
    const { engines: declared, ...renamed } = environment(graphWith({ engines: engines.slice(0, 1) }));
    const without = {
      ...renamed,
      engines: new Map([...declared].map(([name, each]) => [name === "cloud" ? "sky" : name, each])),
    };
    const gone = {
      code: "provisioning/engine-missing",
      hint: expect.stringMatching(/^It has local, sky\. What an engine made .* its name back/),
    };
    await expect(planEnvironment(without, "match")).rejects.toMatchObject({
      ...gone,
      message: 'Environment dev has no engine "cloud"; what it made is on record.',
    });
    await expect(driftOf(without)).rejects.toMatchObject({ ...gone, message: expect.stringContaining("any more") });
  });

  test("asks every engine in use whether it is ready", async () => {
    const finding = {
      code: "test/tool",
      message: "A tool is missing.",
      docs: "",
      outcome: "fail",
      level: "mandatory",
      severity: "high",
      address: "",
      environments: [],
      places: [],
      suggestions: [],
      fingerprint: "",
    } as const;
    const { secretBox } = setup;
    const driver = {
      want: () => null,
      prepare: async () => [finding],
      read: async () => undefined,
      create: () => Promise.reject(new Error("no")),
      update: () => Promise.reject(new Error("no")),
      delete: () => Promise.reject(new Error("no")),
    };
    const engine = createReconcilingEngine({ name: "cloud", kind: "test", drivers: { thing: driver }, secretBox });
    expect(await prepareEnvironment(setup.environment(across(), { engines: [engine] }))).toEqual([finding]);
  });

  test("says that the lock was lost, not that somebody interrupted it", async () => {
    const graph = across();
    const plain = environment(graph);
    const cloud = plain.engines.get("cloud");
    if (!cloud) throw new Error("The environment has an engine cloud.");
    const robbed: Engine = {
      ...cloud,
      async apply(_, approved, __, { signal }) {
        await updateState(setup.store, "orders/dev", (state) =>
          state.lock ? { ...state, lock: { ...state.lock, token: "another run's" } } : state,
        );
        await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
        const ended = { status: "cancelled", durationMs: 0 } as const;
        return { status: "cancelled", changes: approved.changes.map((change) => ({ ...change, ...ended })) };
      },
    };
    const clock: Clock = { ...nodeClock, sleep: (ms, signal) => nodeClock.sleep(Math.min(ms, 10), signal) };
    const applying = applyEnvironment({
      ...plain,
      engines: new Map([...plain.engines, ["cloud", robbed]]),
      context: { ...plain.context, clock },
    });
    await expect(applying).rejects.toMatchObject({ code: "provisioning/lock-lost" });
  });

  test("renders a workload's secret from what one of them gave", async () => {
    await apply(across());
    const rendered = await renderTemplate(templateWith("x=${resources.db.url}"), environment(across()).context);
    expect(String(rendered)).toBe("[secret]");
    expect(typeof rendered === "object" && rendered.reveal()).toMatch(/^x=thing:\/\/user:/);
  });
});
