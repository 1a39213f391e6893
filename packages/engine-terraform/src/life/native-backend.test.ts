import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type RunningProvider, startProvider, terraformHere } from "@towpath/testkit/terraform";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Setup, setUp } from "../engine/testing/set-up.ts";

// Without Terraform on this machine there is nothing to drive: terraformHere says so.
describe.skipIf(terraformHere() === undefined)("a backend of the platform's own", { timeout: 120_000 }, () => {
  let provider: RunningProvider;
  let setup: Setup;
  let server: Server;
  const states = new Map<string, string>();
  let isGone = false;
  let locked: string | undefined;

  beforeEach(async () => {
    states.clear();
    isGone = false;
    locked = undefined;
    server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const url = (request.url ?? "").split("?")[0] ?? "";
        const body = Buffer.concat(chunks).toString("utf8");
        const answer = (status: number, text = "") => response.writeHead(status).end(text);
        if (isGone) return answer(500);
        if (request.method === "LOCK") return locked === undefined ? answer(200) : answer(423, locked);
        if (request.method === "UNLOCK") return answer(200);
        if (request.method === "POST") return answer(states.set(url, body) ? 200 : 500);
        const state = states.get(url);
        return state === undefined ? answer(404) : answer(200, state);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const address = `http://127.0.0.1:${port}/\${service.name}`;
    provider = await startProvider();
    setup = await setUp({
      provider,
      engine: `backend: { http: { address: "${address}", lock_address: "${address}", unlock_address: "${address}", retry_max: 0 } }`,
    });
  });
  afterEach(async () => {
    server.closeAllConnections();
    server.close();
    setup.remove();
    await provider.close();
  });

  const graph = () => setup.graph(`resources: { cache: { type: thing }, db: { type: store, version: "17" } }`);
  const ids = async () => (await provider.things()).map(({ id }) => id).sort();
  const ALL = ["links/shop-db-C-rule", "things/shop-cache", "things/shop-db-C", "things/shop-db-C-backup"];

  test("keeps Terraform's state, and Towpath keeps nothing of it", async () => {
    expect((await setup.apply(graph())).outcome.status).toBe("done");
    expect([...states.keys()]).toEqual(["/shop"]);
    expect(await setup.store.read("terraform/shop/prod/cloud")).toBeUndefined();
    expect(await setup.isQuiet(graph())).toBe(true);
    expect((await setup.apply(setup.graph("resources: {}"), { goal: "match" })).outcome.status).toBe("done");
    expect((await setup.state()).orphans["resources.db"]).toBeDefined();
  });

  test("that holds nothing of what is on record is refused, until things are taken over or given up", async () => {
    expect((await setup.apply(graph())).outcome.status).toBe("done");
    const moved = [...states];
    states.clear();
    await expect(setup.plan(graph())).rejects.toMatchObject({
      code: "engine-terraform/state-missing",
      message: expect.stringContaining('on record of engine "cloud" in prod'),
    });
    expect((await setup.plan(graph(), "destroy")).changes).toHaveLength(2);
    expect(await ids()).toEqual(ALL);
    for (const [key, state] of moved) states.set(key, state);
    expect(await setup.isQuiet(graph())).toBe(true);
  });

  test("that is gone in the middle loses nothing: what Terraform knew is kept, and written by the next run", async () => {
    await provider.order({ kind: "slow", call: "create", type: "memory_link", ms: 700 });
    const running = setup.apply(graph());
    while (!setup.events.some(({ type }) => type === "started"))
      await new Promise((resolve) => setTimeout(resolve, 20));
    isGone = true;
    const said = await running.then(
      (done) => JSON.stringify(done.outcome),
      (error: unknown) => String(error),
    );
    expect(said).toMatch(/state|backend/i);
    expect(JSON.stringify(setup.events)).toMatch(/could not write its state; it is kept sealed/);
    expect(await ids()).toEqual(ALL);
    isGone = false;
    const plan = await setup.plan(graph());
    const { outcome } = await setup.apply(graph(), { approved: plan });
    expect(outcome.status).toBe("done");
    expect(JSON.stringify(setup.events)).toMatch(/that an earlier run could not write is taken up/);
    expect(await ids()).toEqual(ALL);
    expect(await setup.isQuiet(graph())).toBe(true);
  });

  test("that somebody else has locked is named, and nothing is touched", async () => {
    locked = JSON.stringify({
      ID: "7",
      Operation: "OperationTypeApply",
      Who: "tomas@laptop",
      Created: "2026-11-22T09:00:00Z",
    });
    await expect(setup.apply(graph())).rejects.toMatchObject({
      code: "engine-terraform/state-locked",
      message: expect.not.stringContaining("by "), // Terraform would name this very run
      hint: expect.stringContaining("the lock's id is 7"),
    });
    expect(await ids()).toEqual([]);
    locked = undefined;
    expect((await setup.apply(graph())).outcome.status).toBe("done");
  });
});
