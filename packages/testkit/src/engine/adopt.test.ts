import { rm } from "node:fs/promises";
import { Secret } from "@towpath/core";
import {
  acquireLock,
  adoptResource,
  applyEnvironment,
  createReconcilingEngine,
  isEmptyPlan,
  planEnvironment,
  readState,
} from "@towpath/provisioning";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { graphWith } from "../graphs/graph-with.ts";
import { planning, reconciling, type Setup, setUp } from "../testing/set-up.ts";
import { worldDriver } from "../worlds/world-driver.ts";

describe("taking over by id", () => {
  let setup: Setup;
  beforeEach(async () => {
    setup = await setUp(reconciling);
    setup.world.put(found);
  });
  afterEach(() => rm(setup.folder, { recursive: true, force: true }));

  const found = {
    id: "old-one",
    owner: "somebody",
    type: "thing",
    isStateful: true,
    attributes: { version: "17", variant: null, settings: { size: 1 } },
    password: "a password of former times",
    idempotencyKey: "",
  };
  const graph = (size: number) =>
    graphWith({ resources: { db: { isStateful: true, version: "17", settings: { size } }, cache: {} } });
  const state = () => readState(setup.store, "orders/dev");

  test("writes the record and nothing else; the next apply does what differs and knows its secrets", async () => {
    const environment = setup.environment(graph(2));
    const changes = setup.world.changes();
    const change = await adoptResource(environment, "resources.db", "old-one");
    expect(change).toMatchObject({
      address: "resources.db",
      action: "adopt",
      diff: [{ path: "actual.settings.size", before: 2, after: 1 }],
    });
    expect(setup.world.changes()).toBe(changes);
    expect(await state()).toMatchObject({
      resources: { "resources.db": { have: { id: "old-one" }, adopted: true } },
      journal: [],
    });
    expect((await state()).lock).toBeUndefined();

    const planned = await planEnvironment(environment, "match");
    expect(planned.changes.find(({ address }) => address === "resources.db")).toMatchObject({
      action: "adopt",
      risk: "restart",
      reasons: ["It was taken over by its id.", "Not all of its outputs are on record."],
      diff: [
        { path: "actual.settings.size", before: 2, after: 1 },
        { path: "outputs.password", unknown: true, secret: true },
        { path: "outputs.url", unknown: true, secret: true },
      ],
    });
    expect((await applyEnvironment(environment, { approved: planned })).outcome.status).toBe("done");
    expect(setup.world.things().find(({ id }) => id === "old-one")).toMatchObject({
      owner: "orders/dev/resources.db",
      attributes: { settings: { size: 2 } },
    });
    const password = await environment.context.outputs("resources.db", "password");
    expect(password instanceof Secret && password.reveal()).toBe(found.password);
    expect((await state()).resources["resources.db"]?.adopted).toBeUndefined();
    expect(isEmptyPlan(await planEnvironment(environment, "match"))).toBe(true);
  });

  test("tells the driver also where nothing differs", async () => {
    const environment = setup.environment(graph(1));
    expect((await adoptResource(environment, "resources.db", "old-one")).diff).toEqual([]);
    await applyEnvironment(environment);
    expect(setup.world.things().find(({ id }) => id === "old-one")?.owner).toBe("orders/dev/resources.db");
    expect(isEmptyPlan(await planEnvironment(environment, "match"))).toBe(true);
  });

  test.each<[string, (setup: Setup) => Promise<unknown>, string, RegExp]>([
    [
      "an address that is in no graph",
      (s) => adoptResource(s.environment(graph(1)), "resources.x", "old-one"),
      "adopt-refused",
      /resources\.x is no resource of orders in dev/,
    ],
    [
      "an id that is nowhere",
      (s) => adoptResource(s.environment(graph(1)), "resources.db", "\u001b[31mno"),
      "adopt-nothing",
      /finds no thing "\\u001b\[31mno"/,
    ],
    [
      "an address that is on record",
      async (s) => {
        await s.apply(graphWith({ resources: { db: {} } }));
        return adoptResource(s.environment(graph(1)), "resources.db", "old-one");
      },
      "adopt-refused",
      /resources\.db is on record already/,
    ],
    [
      "an address under which something is kept",
      async (s) => {
        await s.apply(graphWith({ resources: { db: { isStateful: true } } }));
        await s.apply(graphWith({}));
        return adoptResource(s.environment(graph(1)), "resources.db", "old-one");
      },
      "adopt-refused",
      /Under resources\.db something is kept/,
    ],
    [
      "what belongs to another address",
      async (s) => {
        await adoptResource(s.environment(graph(1)), "resources.db", "old-one");
        return adoptResource(s.environment(graph(1)), "resources.cache", "old-one");
      },
      "belongs-to-another",
      /old-one belongs to resources\.db already/,
    ],
    [
      "an address where something else is, on no record",
      async (s) => {
        await s.apply(graphWith({ resources: { db: {} } }));
        await rm(`${s.folder}/state`, { recursive: true });
        return adoptResource(s.environment(graph(1)), "resources.db", "old-one");
      },
      "belongs-to-another",
      /there is something else than old-one/,
    ],
    [
      "an engine that cannot",
      (s) =>
        adoptResource(
          s.environment(graph(1), { engines: [planning("local", s.world, s.faults, s.secretBox)] }),
          "resources.db",
          "old-one",
        ),
      "adopt-refused",
      /Engine "local" \(test\) takes nothing over/,
    ],
    [
      "a driver that cannot",
      (s) => {
        const { find: _, ...thing } = worldDriver(s.world, s.faults);
        const { secretBox } = s;
        const engine = createReconcilingEngine({ name: "local", kind: "local", drivers: { thing }, secretBox });
        return adoptResource(s.environment(graph(1), { engines: [engine] }), "resources.db", "old-one");
      },
      "adopt-refused",
      /Driver "thing" of engine "local" cannot find a thing by its id/,
    ],
  ])("refuses %s, and touches nothing", async (_, adopting, code, message) => {
    await expect(adopting(setup)).rejects.toMatchObject({
      code: `provisioning/${code}`,
      message: expect.stringMatching(message),
      hint: expect.stringMatching(/\w/),
    });
    expect((await state()).lock).toBeUndefined();
  });

  test("waits for the lock, and names who has it", async () => {
    const { context } = setup.environment(graph(1));
    await acquireLock(setup.store, "orders/dev", context.holder, 0, context);
    await expect(adoptResource(setup.environment(graph(1)), "resources.db", "old-one")).rejects.toThrow(
      /is locked by anna/,
    );
  });
});
