import { driftOf, observeEnvironment } from "@towpath/provisioning";
import { type RunningProvider, startProvider, terraformHere } from "@towpath/testkit/terraform";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { linked } from "../engine/testing/linked.ts";
import { type Setup, setUp } from "../engine/testing/set-up.ts";

// Without Terraform on this machine there is nothing to drive: terraformHere says so.
describe.skipIf(terraformHere() === undefined)("drift under Terraform", { timeout: 120_000 }, () => {
  let provider: RunningProvider;
  let setup: Setup;
  beforeEach(async () => {
    provider = await startProvider();
    setup = await setUp({ provider });
  });
  afterEach(async () => {
    setup.remove();
    await provider.close();
  });

  const graph = (size: number) =>
    linked(
      setup.graph(
        `resources: { db: { type: store, version: "17", settings: { size: ${size} } }, cache: { type: thing, settings: { size: ${size} } } }`,
      ),
      { cache: { token: "${secrets.token}" } },
    );

  test("is what differs from what was applied, whatever the manifest says by now", async () => {
    expect(await driftOf(setup.environment(graph(1)))).toBeUndefined();
    await setup.apply(graph(1));
    expect((await driftOf(setup.environment(graph(1))))?.resources).toEqual([]);
    // Work that waits is no drift.
    expect((await driftOf(setup.environment(graph(5))))?.resources).toEqual([]);
    await provider.change("things/shop-cache", { size: 9 });
    const drift = await driftOf(setup.environment(graph(5)));
    expect(drift?.resources).toMatchObject([
      {
        address: "resources.cache",
        status: "ready",
        drift: [{ path: "actual.memory_thing.this.size", before: 1, after: 9 }],
      },
    ]);
    expect(drift?.plan.changes).toMatchObject([
      {
        address: "resources.cache",
        action: "update",
        diff: expect.arrayContaining([
          expect.objectContaining({ path: "memory_thing.this.size", before: 9, after: 1 }),
        ]),
      },
      { address: "resources.db", action: "none" },
    ]);
    await setup.apply(graph(1));
    expect((await driftOf(setup.environment(graph(1))))?.resources).toEqual([]);
    expect((await provider.things()).find(({ id }) => id === "things/shop-cache")?.attributes["size"]).toBe(1);
  });

  test("says what is gone, wholly and in part, and what comes of applying again", async () => {
    await setup.apply(graph(1));
    await provider.remove("things/shop-cache");
    await provider.remove("things/shop-db-C-backup");
    const seen = await observeEnvironment(setup.environment(graph(1)));
    expect(seen.resources).toMatchObject([
      { address: "resources.cache", status: "missing" },
      {
        address: "resources.db",
        status: "failed",
        message: "1 of 3 parts is no longer there.",
        drift: [{ path: "actual.memory_thing.backup" }],
      },
    ]);
    const plan = await setup.plan(graph(1));
    expect(plan.changes).toMatchObject([
      { address: "resources.cache", action: "create", reasons: ["It is on record, but no longer there."] },
      { address: "resources.db", action: "update", reasons: ["2 of 3 parts are there already."] },
    ]);
    expect((await setup.apply(graph(1))).outcome.status).toBe("done");
    expect((await observeEnvironment(setup.environment(graph(1)))).resources.map(({ status }) => status)).toEqual([
      "ready",
      "ready",
    ]);
  });

  test("what is kept and gone is not made anew", async () => {
    await setup.apply(graph(1));
    const none = setup.graph("resources: {}");
    await setup.apply(none);
    for (const { id, type } of await provider.things()) await provider.remove(id, type);
    expect(await setup.isQuiet(none)).toBe(true);
    await setup.apply(none);
    expect(await provider.things()).toEqual([]);
    expect((await observeEnvironment(setup.environment(none))).resources).toMatchObject([
      { address: "resources.db", status: "missing" },
    ]);
    await setup.apply(none, { goal: "destroy", only: ["resources.db"] });
    expect((await setup.state()).orphans).toEqual({});
  });
});
