import { planEnvironment } from "@towpath/provisioning";
import { type RunningProvider, startProvider, terraformHere } from "@towpath/testkit/terraform";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { MODULES, TYPES } from "../engine/testing/platform-of-things.ts";
import { type Setup, setUp } from "../engine/testing/set-up.ts";
import { progressLog } from "../state/progress-log.ts";

// Without Terraform on this machine there is nothing to drive: terraformHere says so.
describe.skipIf(terraformHere() === undefined)("a destruction", { timeout: 120_000 }, () => {
  let provider: RunningProvider;
  let setup: Setup;
  beforeEach(async () => {
    provider = await startProvider();
    setup = await setUp({
      provider,
      types: { vault: (TYPES["thing"] ?? "").replace("stateful: false", "stateful: true") },
    });
  });
  afterEach(async () => {
    setup.remove();
    await provider.close();
  });

  const names = async () => (await provider.things()).map(({ id }) => id).sort();
  /** From now on the module makes its thing under another name, which makes it anew. */
  const renameIn = (module: string, from: string, to: string) => {
    const text = MODULES[`${module}/main.tf`] ?? "";
    expect(text).toContain(from);
    setup.write(`platform/modules/${module}/main.tf`, text.replaceAll(from, to));
  };

  test("changes nothing of what it keeps, also where its module would make it anew by now", async () => {
    const graph = setup.graph("resources: { db: { type: vault }, web: { type: note } }");
    await setup.apply(graph);
    renameIn("thing", "= var.title == null ? var.name : var.title", '= "new-${var.name}"');
    const approved = await setup.plan(graph, "destroy");
    expect(approved.changes).toMatchObject([
      { address: "resources.db", action: "retain" },
      { address: "resources.web", action: "delete" },
    ]);
    await expect(setup.apply(graph, { approved })).rejects.toMatchObject({
      code: "engine-terraform/kept-changed",
      message: "Destroying in prod would also change what of shop stays: resources.db (replace, data-loss).",
    });
    expect(await names()).toEqual(["things/shop-db"]);
    // Terraform leaves it alone again once the module is as it was.
    setup.write("platform/modules/thing/main.tf", MODULES["thing/main.tf"] ?? "");
    expect((await setup.apply(graph, { approved })).outcome.status).toBe("done");
    expect(await names()).toEqual(["things/shop-db"]);
    expect(Object.keys((await setup.state()).orphans)).toEqual(["resources.db"]);
  });

  test("by name takes nothing along that waits to be renamed", async () => {
    await setup.apply(setup.graph("resources: { base: { type: vault }, db: { type: vault } }"));
    await setup.apply(setup.graph("resources: { base: { type: vault } }"));
    const renamed = setup.graph(
      "resources: { root: { type: vault } }\nmoved: [{ from: resources.base, to: resources.root }]",
    );
    const consent = { allowed: ["data-loss:resources.db"] };
    const byName = () => planEnvironment(setup.environment(renamed), "destroy", consent, { only: ["resources.db"] });
    renameIn("thing", "= var.title == null ? var.name : var.title", '= "new-${var.name}"');
    await expect(byName()).rejects.toMatchObject({
      code: "engine-terraform/kept-changed",
      message: "Destroying in prod would also change what of shop stays: resources.root (replace, data-loss).",
    });
    setup.write("platform/modules/thing/main.tf", MODULES["thing/main.tf"] ?? "");
    const approved = await byName();
    expect(approved.changes).toMatchObject([{ address: "resources.db", action: "delete", risk: "data-loss" }]);
    expect((await setup.apply(renamed, { approved, consent })).outcome.status).toBe("done");
    expect(await names()).toEqual(["things/shop-base"]);
  });

  test("leaves nothing behind that a run which was cut off had made", async () => {
    const graph = setup.graph("resources: { web: { type: thing } }");
    await setup.apply(graph);
    // As if that run had been killed before Terraform wrote its state.
    const key = "terraform/shop/prod/cloud";
    await setup.store.remove(key, (await setup.store.read(key))?.version ?? "");
    const log = progressLog(setup.store, key, setup.environment(graph).context);
    log.note({ to: "module.web.memory_thing.this", id: "things/shop-web" });
    await log.flush();
    await expect(setup.plan(graph, "destroy")).rejects.toMatchObject({
      code: "engine-terraform/made-unseen",
      message: expect.stringContaining("resources.web (things/shop-web)"),
    });
    await expect(setup.apply(graph, { goal: "destroy" })).rejects.toMatchObject({
      code: "engine-terraform/made-unseen",
    });
    expect((await setup.apply(graph)).outcome.status).toBe("done");
    expect((await setup.apply(graph, { goal: "destroy" })).outcome.status).toBe("done");
    expect(await names()).toEqual([]);
  });
});
