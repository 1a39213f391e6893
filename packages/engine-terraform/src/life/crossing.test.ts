import { Secret } from "@towpath/core";
import { applyEnvironment, type Engine, isEmptyPlan, planEnvironment } from "@towpath/provisioning";
import { memoryWorld, testEngine, type World } from "@towpath/testkit";
import { type RunningProvider, startProvider, terraformHere } from "@towpath/testkit/terraform";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { linked } from "../engine/testing/linked.ts";
import { type Setup, setUp } from "../engine/testing/set-up.ts";

/** A type of the other engine: it gives what the test engine gives. */
const EDGE = `stateful: false
settings:
  target: { type: string }
  secret: { type: string }
outputs:
  id: { type: string }
  port: { type: integer }
  password: { type: string, secret: true }
recipes:
  local: { driver: edge }
`;

// Without Terraform on this machine there is nothing to drive: terraformHere says so.
describe.skipIf(terraformHere() === undefined)("beside another engine", { timeout: 120_000 }, () => {
  let provider: RunningProvider;
  let setup: Setup;
  let world: World;
  let edge: Engine;
  beforeEach(async () => {
    provider = await startProvider();
    setup = await setUp({ provider, place: '{ edge: edge, "*": cloud }', types: { edge: EDGE } });
    world = memoryWorld();
    edge = testEngine({ name: "edge", secretBox: setup.secretBox, world });
  });
  afterEach(async () => {
    setup.remove();
    await provider.close();
  });

  const environment = (manifest: string, service = "shop") =>
    setup.environment(setup.graph(manifest, service), { engines: [edge] });
  const things = async () => new Map((await provider.things()).map(({ id, attributes }) => [id, attributes]));
  const edgeThing = (name: string) => world.things().find(({ owner }) => owner.endsWith(`resources.${name}`));

  test("gives it what it needs, and gets from it what it needs, in one apply", async () => {
    const graphOf = (size = 1) =>
      linked(
        setup.graph(`resources:
  first: { type: thing, settings: { size: ${size} } }
  middle: { type: edge }
  last: { type: thing }
  end: { type: edge }
`),
        {
          middle: { target: "${resources.first.endpoint}" },
          last: { label: "port ${resources.middle.port}", token: "${resources.middle.password}" },
          end: { target: "${resources.last.id}" },
        },
      );
    const there = setup.environment(graphOf(), { engines: [edge] });
    const plan = await planEnvironment(there, "match");
    expect(plan.changes.map(({ address, action }) => [address, action])).toEqual([
      ["resources.end", "create"],
      ["resources.first", "create"],
      ["resources.last", "create"],
      ["resources.middle", "create"],
    ]);
    expect(plan.changes[2]?.diff).toContainEqual(
      expect.objectContaining({ path: "settings.label", unknown: true, secret: false }),
    );
    const { outcome } = await applyEnvironment(there, { approved: plan });
    expect(outcome.changes.map(({ address, status, message }) => [address, status, message])).toEqual([
      ["resources.end", "done", undefined],
      ["resources.first", "done", undefined],
      ["resources.last", "done", undefined],
      ["resources.middle", "done", undefined],
    ]);
    const middle = edgeThing("middle");
    expect(middle?.attributes).toMatchObject({ settings: { target: "memory://shop-first" } });
    const port = await there.context.outputs("resources.middle", "port");
    expect((await things()).get("things/shop-last")).toMatchObject({
      labels: { label: `port ${String(port)}` },
      secret: middle?.password,
    });
    expect(edgeThing("end")?.attributes).toMatchObject({ settings: { target: "things/shop-last" } });
    expect(isEmptyPlan(await planEnvironment(there, "match"))).toBe(true);
    // What it was given is on record only sealed.
    expect(JSON.stringify(await setup.state())).not.toContain(middle?.password);

    const bigger = setup.environment(graphOf(3), { engines: [edge] });
    const calls = (await provider.calls()).length;
    expect((await applyEnvironment(bigger)).outcome.status).toBe("done");
    const made = (await provider.calls()).slice(calls).filter((call) => /^(create|update|delete)/.test(call));
    expect(made).toEqual(["update memory_thing things/shop-first"]);

    const { outcome: gone } = await applyEnvironment(bigger, { goal: "destroy" });
    expect(gone.changes.map(({ status }) => status)).toEqual(["done", "done", "done", "done"]);
    expect(await provider.things()).toEqual([]);
    expect(world.things()).toEqual([]);
  });

  test("leaves alone in one stage what waits for another", async () => {
    const at = (label: string, size: number, engine = edge) => {
      const settings = `settings: { size: ${size} }`;
      const graph = setup.graph(
        `resources: { a: { type: thing, ${settings} }, b: { type: edge }, c: { type: thing, ${settings} } }`,
      );
      const links = { b: { target: "${resources.a.endpoint}" }, c: { label: `${label} \${resources.b.id}` } };
      return setup.environment(linked(graph, links), { engines: [engine] });
    };
    await applyEnvironment(at("x", 1));
    // Both of Terraform's change; the other engine's thing is made anew between them, and fails.
    const thing = edgeThing("b");
    if (!thing) throw new Error("It was made.");
    world.remove(thing.id);
    await provider.change("things/shop-c", { size: 5 }); // not even this is put right before its turn
    const failing = { ...edge, apply: () => Promise.reject(new Error("The edge is gone.")) };
    await expect(applyEnvironment(at("y", 2, failing))).rejects.toThrow("The edge is gone.");
    const seen = await things();
    expect(seen.get("things/shop-a")).toMatchObject({ size: 2 });
    expect(seen.get("things/shop-c")).toMatchObject({ size: 5, labels: { label: `x ${thing.id}` } });
    expect((await setup.state()).resources["resources.c"]).toMatchObject({ settings: { size: 1 } });
    const again = await applyEnvironment(at("y", 2));
    expect(again.outcome.status).toBe("done");
    expect((await things()).get("things/shop-c")).toMatchObject({
      size: 2,
      labels: { label: `y ${edgeThing("b")?.id}` },
    });
    expect(isEmptyPlan(await planEnvironment(at("y", 2), "match"))).toBe(true);
  });

  test("two services have states of their own", async () => {
    const manifest = "resources: { cache: { type: thing } }";
    await applyEnvironment(environment(manifest));
    await applyEnvironment(environment(manifest, "cart"));
    expect((await provider.things()).map(({ id }) => id)).toEqual(["things/cart-cache", "things/shop-cache"]);
    await applyEnvironment(environment(manifest, "cart"), { goal: "destroy" });
    expect((await provider.things()).map(({ id }) => id)).toEqual(["things/shop-cache"]);
    expect(isEmptyPlan(await planEnvironment(environment(manifest), "match"))).toBe(true);
  });

  test("gives secrets as secrets", async () => {
    const there = environment(`resources: { db: { type: store, version: "17" } }`);
    await applyEnvironment(there);
    for (const name of ["password", "key", "url"])
      expect(await there.context.outputs("resources.db", name)).toBeInstanceOf(Secret);
    expect(await there.context.outputs("resources.db", "host")).toBe("memory://shop-db-C");
  });
});
