import { nodeClock, Secret } from "@towpath/core";
import {
  applyEnvironment,
  contextFor,
  createReconcilingEngine,
  type Environment,
  type Outcome,
  openStateBox,
  parseStateKey,
  readState,
  sealedStore,
  storedSecretBox,
  unlockRun,
} from "@towpath/provisioning";
import { postgresStore } from "@towpath/provisioning/postgres-store";
import { afterAll, beforeAll, expect, test } from "vitest";
import { killGraphs } from "../testing/kill-graphs.ts";
import { orderableFaults } from "../worlds/faults.ts";
import { memoryWorld, type World } from "../worlds/world.ts";
import { worldDriver } from "../worlds/world-driver.ts";
import { type RealServers, realServers } from "./testing/real-servers.ts";
import { type TroubledWay, troubledWay } from "./testing/troubled-way.ts";

let servers: RealServers;
let way: TroubledWay;
let url = "";
const closing: (() => Promise<void>)[] = [];
beforeAll(async () => {
  servers = await realServers({ db: "postgres" });
  closing.push(servers.close);
  const address = new URL(await servers.output("db", "url"));
  way = await troubledWay({ host: address.hostname, port: Number(address.port) });
  closing.push(way.close);
  address.port = String(way.port);
  url = String(address);
});
afterAll(async () => {
  for (const close of closing.reverse()) await close();
});

const QUICK = { attemptMs: 1_000, totalMs: 2_500 };

/** A service whose state is in a database at the end of a troubled way. */
async function environment(schema: string, world: World) {
  const key = parseStateKey(new Secret(Buffer.alloc(32, 9).toString("base64")), "the test");
  const store = postgresStore({ url: new Secret(url), schema, clock: nodeClock, limits: QUICK });
  const state = sealedStore(store, await openStateBox(key));
  const secretBox = storedSecretBox(state);
  const thing = worldDriver(world, orderableFaults());
  const engine = createReconcilingEngine({ name: "local", kind: "local", drivers: { thing }, secretBox });
  return (name: "before" | "after"): Environment => {
    const graph = killGraphs[name];
    if (!graph) throw new Error("no such graph");
    const context = contextFor({
      clock: nodeClock,
      signal: new AbortController().signal,
      variables: {},
      secrets: async () => new Secret("a secret"),
      holder: { who: "anna", run: "1", since: "2026-11-22T09:00:00Z" },
      graph,
      state,
      secretBox,
    });
    return { graph, engines: new Map([["local", engine]]), state, context };
  };
}

const CONSENT = { allowed: ["data-loss:resources.db", "data-loss:resources.files"] };
const owners = (world: World) =>
  world
    .things()
    .map(({ owner }) => owner.split("/").at(-1))
    .sort();

/** What an apply ends with, also where the store was gone for too long. */
async function attempt(of: Environment): Promise<Outcome["status"] | "store gone"> {
  try {
    return (await applyEnvironment(of, { consent: CONSENT, waitMs: 5_000 })).outcome.status;
  } catch (error) {
    if (!(error instanceof Error && "code" in error && String(error.code).startsWith("provisioning/"))) throw error;
    return "store gone";
  }
}

test("answers of the store that are lost all the way change nothing of what an apply does", async () => {
  const [plain, troubled] = [memoryWorld(), memoryWorld()];
  const of = [await environment("plain", plain), await environment("troubled", troubled)] as const;
  for (const graph of ["before", "after"] as const) {
    expect(await attempt(of[0](graph))).toBe("done");
    way.loseAnswers("state", 1_000, 3); // of every kind of request, reading and writing
    const lost = way.lost;
    expect(await attempt(of[1](graph))).toBe("done");
    way.loseAnswers("", 0);
    expect(way.lost).toBeGreaterThan(lost + 3);
    expect(owners(troubled)).toEqual(owners(plain));
    expect(troubled.changes()).toBe(plain.changes());
  }
  const environments = [of[0]("after"), of[1]("after")] as const;
  const [one, two] = await Promise.all(environments.map(({ state }) => readState(state, "orders/dev")));
  expect(Object.keys(two?.resources ?? {})).toEqual(Object.keys(one?.resources ?? {}));
  expect(two?.journal).toEqual([]);
  expect(two?.lock).toBeUndefined();
});

test("a store that goes away in the middle is found again by the next run, and nothing is made twice", async () => {
  const rounds = process.env["TOWPATH_LONG"] ? 12 : 2;
  for (let round = 0; round < rounds; round += 1) {
    const world = memoryWorld();
    const of = await environment(`gone_${round}`, world);
    expect(await attempt(of("before"))).toBe("done");
    setTimeout(() => way.setOpen(false), 5 + round * 7);
    const first = await attempt(of("after"));
    way.setOpen(true);
    expect(["store gone", "failed", "done", "cancelled"]).toContain(first);
    // The run that was cut off could not give its lock back; its process is this one and lives, so it is taken by name.
    await unlockRun(of("after").state, "orders/dev", "1");
    expect(await attempt(of("after"))).toBe("done");
    expect(new Set(owners(world)).size).toBe(world.things().length);
    const { journal, resources } = await readState(of("after").state, "orders/dev");
    expect(journal).toEqual([]);
    expect(Object.keys(resources).sort()).toEqual(["resources.cache", "resources.db", "resources.jobs"]);
  }
});
