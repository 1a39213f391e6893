import { Secret } from "@towpath/core";
import { type Change, isEmptyPlan, observeEnvironment, type Plan, planEnvironment } from "@towpath/provisioning";
import { type RunningProvider, startProvider, terraformHere } from "@towpath/testkit/terraform";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { typeOf } from "../engine/testing/platform-of-things.ts";
import { type Setup, setUp } from "../engine/testing/set-up.ts";

// Without Terraform on this machine there is nothing to drive: terraformHere says so.
describe.skipIf(terraformHere() === undefined)("a service under Terraform", { timeout: 120_000 }, () => {
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

  const db = (settings = "", more = "") => `db: { type: store, version: "17", settings: { ${settings} }${more} }`;
  const actions = (changes: readonly Change[]) =>
    Object.fromEntries(changes.map((each) => [each.address, each.action]));
  const names = async () => (await provider.things()).map(({ id }) => id);
  const CONSENT = { allowed: ["data-loss:resources.db"] };

  test("is made as it was approved, changed, replaced with consent, and taken out", async () => {
    const first = setup.graph(`resources: { ${db()}, cache: { type: thing, settings: { label: x } } }`);
    const approved = await setup.plan(first);
    expect(actions(approved.changes)).toEqual({ "resources.cache": "create", "resources.db": "create" });
    // Planned again, in another process as it were, it is the same.
    expect((await setup.plan(first)).changesDigest).toBe(approved.changesDigest);
    const { outcome } = await setup.apply(first, { approved });
    expect(outcome).toMatchObject({
      status: "done",
      changes: [
        { address: "resources.cache", status: "done" },
        { address: "resources.db", status: "done" },
      ],
    });
    expect(await setup.isQuiet(first)).toBe(true);
    expect((await names()).sort()).toEqual([
      "links/shop-db-C-rule",
      "things/shop-cache",
      "things/shop-db-C",
      "things/shop-db-C-backup",
    ]);
    expect(await setup.state()).toMatchObject({ journal: [], orphans: {} });

    const bigger = setup.graph(`resources: { ${db("size: 4")}, cache: { type: thing, settings: { label: x } } }`);
    const update = await setup.plan(bigger);
    expect(update.changes).toMatchObject([
      { address: "resources.cache", action: "none" },
      {
        address: "resources.db",
        action: "update",
        risk: "none",
        diff: expect.arrayContaining([
          expect.objectContaining({ path: "settings.size", before: 1, after: 4 }),
          expect.objectContaining({ path: "memory_thing.main.size", before: 1, after: 4 }),
        ]),
      },
    ]);
    await setup.apply(bigger, { approved: update });
    expect(await setup.isQuiet(bigger)).toBe(true);

    const german = setup.graph(
      `resources: { ${db("size: 4, collation: de")}, cache: { type: thing, settings: { label: x } } }`,
    );
    const replacement = await setup.plan(german);
    expect(replacement.changes[1]).toMatchObject({ address: "resources.db", action: "replace", risk: "data-loss" });
    expect(replacement.changes[1]?.reasons.join("\n")).toMatch(/memory_thing\.main is made anew: .*name/);
    await expect(setup.apply(german, { approved: replacement })).rejects.toMatchObject({
      code: "provisioning/consent-missing",
    });
    expect(await names()).toContain("things/shop-db-C");
    const replaced = await setup.apply(german, { approved: replacement, consent: CONSENT });
    expect(replaced.outcome.status).toBe("done");
    expect(await names()).toContain("things/shop-db-de");
    expect(await names()).not.toContain("things/shop-db-C");
    expect(await setup.isQuiet(german)).toBe(true);

    const without = await setup.apply(german, { goal: "destroy" });
    expect(actions(without.plan.changes)).toEqual({ "resources.cache": "delete", "resources.db": "retain" });
    expect(without.outcome.status).toBe("done");
    expect((await names()).sort()).toEqual(["links/shop-db-de-rule", "things/shop-db-de", "things/shop-db-de-backup"]);
    expect(Object.keys((await setup.state()).orphans)).toEqual(["resources.db"]);
    const again = await setup.apply(german, { goal: "destroy" });
    expect(isEmptyPlan(again.plan)).toBe(true);
    const gone = await setup.apply(german, { goal: "destroy", consent: CONSENT });
    expect(gone.outcome).toMatchObject({ status: "done", changes: [{ address: "resources.db", action: "delete" }] });
    expect(await names()).toEqual([]);
    expect(await setup.state()).toMatchObject({ resources: {}, orphans: {}, journal: [] });
  });

  test("keeps what holds data when it leaves the manifest, takes it over again, and destroys it by name", async () => {
    const both = setup.graph(`resources: { ${db()}, cache: { type: thing } }`);
    await setup.apply(both);
    const calls = (await provider.calls()).length;
    const none = setup.graph("resources: {}");
    const left = await setup.apply(none);
    expect(actions(left.plan.changes)).toEqual({ "resources.cache": "delete", "resources.db": "retain" });
    expect(left.outcome.status).toBe("done");
    expect((await provider.calls()).slice(calls).filter((call) => /^(create|update|delete)/.test(call))).toEqual([
      "delete memory_thing things/shop-cache",
    ]);
    expect(await setup.isQuiet(none)).toBe(true);
    const seen = await observeEnvironment(setup.environment(none));
    expect(seen.resources).toMatchObject([{ address: "resources.db", status: "orphan", type: "store" }]);

    const back = setup.graph(`resources: { ${db("size: 2")} }`);
    const { plan: taken, outcome } = await setup.apply(back);
    expect(taken.changes).toMatchObject([{ address: "resources.db", action: "adopt" }]);
    expect(outcome.status).toBe("done");
    expect(await setup.state()).toMatchObject({
      orphans: {},
      resources: { "resources.db": { settings: { size: 2 } } },
    });
    expect(await setup.isQuiet(back)).toBe(true);

    await setup.apply(none);
    const only = ["resources.db"];
    const environment = setup.environment(none);
    await expect(setup.apply(none, { goal: "destroy", only })).rejects.toThrow(/would lose the data/);
    const planned = await planEnvironment(environment, "destroy", CONSENT, { only });
    expect(planned.changes).toMatchObject([{ address: "resources.db", action: "delete", risk: "data-loss" }]);
    const destroyed = await setup.apply(none, { approved: planned, consent: CONSENT });
    expect(destroyed.outcome.status).toBe("done");
    expect(await names()).toEqual([]);
    expect(await setup.state()).toMatchObject({ resources: {}, orphans: {} });
    expect(await setup.isQuiet(none)).toBe(true);
  });

  test("destroys by name alone what is named, and leaves the rest", async () => {
    await setup.apply(
      setup.graph(`resources: { ${db()}, other: { type: store, version: "16" }, cache: { type: thing } }`),
    );
    const rest = setup.graph("resources: { cache: { type: thing } }");
    await setup.apply(rest);
    // What waits in the manifest is not carried out along with it.
    const waiting = setup.graph("resources: { cache: { type: thing, settings: { size: 7 } } }");
    await setup.apply(waiting, { goal: "destroy", only: ["resources.db"], consent: CONSENT });
    expect((await names()).filter((id) => id.includes("db"))).toEqual([]);
    expect((await names()).filter((id) => id.includes("other"))).toHaveLength(3);
    expect((await provider.things()).find(({ id }) => id === "things/shop-cache")?.attributes["size"]).toBe(1);
    expect(Object.keys((await setup.state()).orphans)).toEqual(["resources.other"]);
    expect(actions((await setup.plan(waiting)).changes)).toEqual({ "resources.cache": "update" });
  });

  test("a rename keeps the thing and its secrets, once", async () => {
    // A name that comes from the resource's would be another thing.
    setup.write("platform/types/shelf.yaml", typeOf("shelf", "store", { "${resource.name}": "shelf" }));
    const before = setup.graph(`resources: { old: { type: shelf, version: "17" } }`);
    await setup.apply(before);
    const password = await setup.environment(before).context.outputs("resources.old", "password");
    const things = await names();
    const renamed = setup.graph(
      `resources: { data: { type: shelf, version: "17", settings: { size: 2 } } }\nmoved: [{ from: resources.old, to: resources.data }]`,
    );
    const plan = await setup.plan(renamed);
    expect(plan.changes).toMatchObject([{ address: "resources.data", action: "update", risk: "none" }]);
    expect(plan.changes[0]?.diff).toContainEqual(
      expect.objectContaining({ path: "address", before: "resources.old", after: "resources.data" }),
    );
    const { outcome } = await setup.apply(renamed, { approved: plan });
    expect(outcome.status).toBe("done");
    expect(await names()).toEqual(things);
    expect((await setup.state()).resources["resources.data"]?.movedFrom).toBeUndefined();
    const kept = await setup.environment(renamed).context.outputs("resources.data", "password");
    expect(kept instanceof Secret && password instanceof Secret && kept.reveal() === password.reveal()).toBe(true);
    expect(await setup.isQuiet(renamed)).toBe(true);
  });

  test("shows a setting that another resource gives as unknown until that is there, and only where it matters", async () => {
    const of = (settings: string, more = "") =>
      setup.graph(
        `resources: { a: { type: thing, settings: { ${settings} } }, b: { type: thing, settings: { label: "\${resources.a.id}"${more} } } }`,
      );
    const label = (plan: Plan) =>
      plan.changes[1]?.diff.filter(({ path }) => path === "settings.label").map(({ origin: _, ...each }) => each);
    const made = await setup.plan(of("size: 1"));
    expect(label(made)).toEqual([{ path: "settings.label", unknown: true, secret: false }]);
    await setup.apply(of("size: 1"));
    expect(label(await setup.plan(of("size: 2", ", size: 2")))).toEqual([]);
    const anew = of("title: other");
    expect(label(await setup.plan(anew))).toEqual([
      { path: "settings.label", before: "things/shop-a", unknown: true, secret: false },
    ]);
    await setup.apply(anew);
    expect((await setup.state()).resources["resources.b"]?.settings).toMatchObject({ label: "things/other" });
    expect(await setup.isQuiet(anew)).toBe(true);
    // A part is made again, and what is handed on stays as it is.
    const parts = setup.graph(
      `resources: { ${db()}, cache: { type: thing, settings: { label: "\${resources.db.id}" } } }`,
    );
    await setup.apply(parts);
    await provider.remove("links/shop-db-C-rule");
    await provider.remove("things/shop-cache");
    const again = (await setup.plan(parts)).changes.find(({ address }) => address === "resources.cache");
    expect(again?.diff).toContainEqual(expect.objectContaining({ path: "settings.label", after: "things/shop-db-C" }));
  });

  test("two that change places are refused by name", async () => {
    await setup.apply(setup.graph("resources: { a: { type: thing }, b: { type: thing } }"));
    const swapped = setup.graph(
      "resources: { b: { type: thing }, c: { type: thing } }\nmoved: [{ from: resources.b, to: resources.c }, { from: resources.a, to: resources.b }]",
    );
    await expect(setup.plan(swapped)).rejects.toMatchObject({
      code: "engine-terraform/exchanged-names",
      place: { file: "shop.yaml" },
    });
  });
});
