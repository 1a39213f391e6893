import { adoptResource } from "@towpath/provisioning";
import { type RunningProvider, startProvider, terraformHere } from "@towpath/testkit/terraform";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Setup, setUp } from "../engine/testing/set-up.ts";

// Without Terraform on this machine there is nothing to drive: terraformHere says so.
describe.skipIf(terraformHere() === undefined)("taking over under Terraform", { timeout: 120_000 }, () => {
  let provider: RunningProvider;
  let setup: Setup;
  beforeEach(async () => {
    provider = await startProvider();
    setup = await setUp({ provider });
    const there = { endpoint: "memory://there", key: "a key of former times", revision: 1 };
    await provider.put("memory_thing", "things/shop-cache", { name: "shop-cache", size: 7, ...there });
    await provider.put("memory_thing", "things/shop-db-C", { name: "shop-db-C", size: 1, version: "17", ...there });
  });
  afterEach(async () => {
    setup.remove();
    await provider.close();
  });

  const graph = () => setup.graph(`resources: { cache: { type: thing }, db: { type: store, version: "17" } }`);
  const adopt = (address: string, id: string) => adoptResource(setup.environment(graph()), address, id);

  test("notes it, shows what differs, and takes it over with the next apply", async () => {
    const calls = (await provider.calls()).length;
    expect(await adopt("resources.cache", "things/shop-cache")).toMatchObject({
      address: "resources.cache",
      action: "adopt",
      diff: expect.arrayContaining([expect.objectContaining({ path: "memory_thing.this.size", before: 7, after: 1 })]),
    });
    await adopt("resources.db", "things/shop-db-C"); // its recipe says which part
    expect((await provider.calls()).slice(calls).filter((call) => /^(create|update|delete)/.test(call))).toEqual([]);
    const plan = await setup.plan(graph());
    expect(plan.changes).toMatchObject([
      { address: "resources.cache", action: "adopt", risk: "none" },
      { address: "resources.db", action: "adopt" },
    ]);
    expect(plan.changes[1]?.reasons.join("\n")).toMatch(/memory_thing\.main is there and is taken over by its id/);
    const { outcome } = await setup.apply(graph(), { approved: plan });
    expect(outcome.status).toBe("done");
    expect((await provider.things()).map(({ id }) => id).sort()).toEqual([
      "links/shop-db-C-rule",
      "things/shop-cache",
      "things/shop-db-C",
      "things/shop-db-C-backup",
    ]);
    expect(await setup.isQuiet(graph())).toBe(true);
    expect((await setup.state()).resources["resources.cache"]?.have).toMatchObject({
      things: [{ id: "things/shop-cache" }],
    });
  });

  test("takes a part of a module by its name", async () => {
    await provider.put("memory_link", "links/old", { name: "shop-db-C-rule", thing_id: "things/shop-db-C" });
    await provider.remove("things/shop-cache");
    await adopt("resources.db", "memory_link.rule=links/old");
    await adopt("resources.db", "memory_thing.main=things/shop-db-C");
    expect((await setup.apply(graph())).outcome.status).toBe("done");
    expect((await provider.things()).map(({ id }) => id)).toContain("links/old");
    expect(await setup.isQuiet(graph())).toBe(true);
  });

  test.each<[string, string, string, string, RegExp]>([
    [
      "what is not there",
      "resources.cache",
      "things/nothing",
      "provisioning/adopt-nothing",
      /no memory_thing "things\/nothing"/,
    ],
    [
      "a part that the module has not",
      "resources.db",
      "memory_thing.no=things/x",
      "engine-terraform/adopt-id",
      /has no memory_thing\.no/,
    ],
    ["an address that is in no graph", "resources.x", "things/x", "provisioning/adopt-refused", /no resource of shop/],
  ])("refuses %s, and notes nothing", async (_, address, id, code, message) => {
    await expect(adopt(address, id)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
    const plan = await setup.plan(graph());
    expect(plan.changes.map(({ action }) => action)).toEqual(["create", "create"]);
  });

  test("refuses what is on record, here or under another address", async () => {
    await adopt("resources.cache", "things/shop-cache");
    await setup.apply(graph());
    await expect(adopt("resources.cache", "things/shop-cache")).rejects.toMatchObject({
      code: "provisioning/adopt-refused",
    });
    const more = setup.graph(
      `resources: { cache: { type: thing }, db: { type: store, version: "17" }, other: { type: thing } }`,
    );
    await expect(adoptResource(setup.environment(more), "resources.other", "things/shop-cache")).rejects.toMatchObject({
      code: "provisioning/belongs-to-another",
      message: expect.stringContaining("belongs to resources.cache already"),
    });
  });
});
