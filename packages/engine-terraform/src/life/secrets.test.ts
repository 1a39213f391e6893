import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { Secret } from "@towpath/core";
import { observeEnvironment, planEnvironment } from "@towpath/provisioning";
import { type RunningProvider, startProvider, terraformHere } from "@towpath/testkit/terraform";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { linked } from "../engine/testing/linked.ts";
import { type Setup, setUp } from "../engine/testing/set-up.ts";
import { readTerraformState } from "../state/read-state.ts";

// Without Terraform on this machine there is nothing to drive: terraformHere says so.
describe.skipIf(terraformHere() === undefined)("secrets under Terraform", { timeout: 120_000 }, () => {
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

  const KEPT = "key-of-shop-db-C";

  /** Where in what is kept on this machine a text stands in clear. */
  function filesWith(text: string): string {
    try {
      return execFileSync("grep", ["-rlF", text, setup.data], { encoding: "utf8" });
    } catch {
      return "";
    }
  }

  test("stand nowhere in clear, and a generated one not even in Terraform's state", async () => {
    const graph = linked(setup.graph(`resources: { db: { type: store, version: "17" }, user: { type: thing } }`), {
      user: { token: "${resources.db.url}" },
    });
    const plan = await setup.plan(graph);
    const { outcome } = await setup.apply(graph, { approved: plan });
    expect(outcome.status).toBe("done");
    const { context } = setup.environment(graph);
    const given = await context.outputs("resources.db", "password");
    const password = given instanceof Secret ? given.reveal() : "";
    expect(password).toMatch(/^[A-Za-z0-9]{24}$/);
    const url = await context.outputs("resources.db", "url");
    expect(url instanceof Secret && url.reveal()).toBe(`store://admin:${password}@memory://shop-db-C/data`);
    // The provider was told both.
    const cloud = await provider.things();
    expect(cloud.find(({ id }) => id === "things/shop-user")?.attributes["secret"]).toBe(
      `store://admin:${password}@memory://shop-db-C/data`,
    );

    const terraform = JSON.stringify(
      await readTerraformState(setup.store, "terraform/shop/prod/cloud", setup.secretBox),
    );
    expect(terraform).toContain(KEPT); // what a provider gives lies in its state, which is sealed
    const seen = await observeEnvironment(setup.environment(graph));
    const everything = JSON.stringify([
      ...[plan, outcome, seen, setup.events],
      ...[
        await setup.state(),
        await setup.plan(
          linked(
            setup.graph(
              `resources: { db: { type: store, version: "17", settings: { size: 9 } }, user: { type: thing } }`,
            ),
            { user: { token: "${resources.db.url}" } },
          ),
        ),
      ],
    ]);
    for (const secret of [password, KEPT]) {
      expect(everything).not.toContain(secret);
      expect(filesWith(secret)).toBe("");
    }
    expect(filesWith("resources.db")).not.toBe("");
    expect(readdirSync(join(setup.data, "terraform/work"))).toEqual([]);
  });

  test("a generated one is the same for the thing's whole life, and another one for another thing", async () => {
    const graph = (more = "") => setup.graph(`resources: { db: { type: store, version: "17" }${more} }`);
    await setup.apply(graph());
    const { context } = setup.environment(graph());
    const reveal = async (address: string) => {
      const value = await context.outputs(address, "password");
      return value instanceof Secret ? value.reveal() : undefined;
    };
    const first = await reveal("resources.db");
    expect(first).toBeDefined();
    await setup.apply(graph(`, two: { type: store, version: "17" }`));
    expect(await reveal("resources.db")).toBe(first);
    expect(await reveal("resources.two")).not.toBe(first);
    await setup.apply(setup.graph("resources: {}"));
    await setup.apply(graph());
    expect(await reveal("resources.db")).toBe(first);
    const calls = await provider.calls();
    expect(calls.filter((call) => call.startsWith("update"))).toEqual([]);
  });

  test("a setting that is secret shows that it differs, and no more", async () => {
    const graph = linked(setup.graph("resources: { cache: { type: thing } }"), {
      cache: { token: "${secrets.token}" },
    });
    await setup.apply(graph, { secrets: { "secrets.token": "the first one of all" } });
    const there = setup.environment(graph, { secrets: { "secrets.token": "the second one of all" } });
    const plan = await planEnvironment(there, "match");
    expect(plan.changes).toMatchObject([
      {
        action: "update",
        diff: expect.arrayContaining([{ path: "memory_thing.this.secret", secret: true, unknown: false }]),
      },
    ]);
    expect(JSON.stringify(plan)).not.toMatch(/the (first|second) one/);
  });
});
