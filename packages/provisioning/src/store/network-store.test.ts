import { randomUUID } from "node:crypto";
import type { Clock } from "@towpath/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Conflict, provisioningError } from "../errors.ts";
import type { StateStore } from "../state-store.ts";
import { NETWORK_LIMITS, networkStore, type StoreServer } from "./network-store.ts";

/** What becomes of one request: done and answered, lost before it was done, done and its answer lost. */
type Fate = "answered" | "lost" | "done, answer lost";

const broken = new Error("the connection broke");
const bytes = (text: string) => new TextEncoder().encode(text);

/** A clock on which time passes by sleeping alone, and whose time of day is of no use. */
function sleepingClock(): Clock {
  let now = 0;
  return {
    now: () => new Date(Math.random() * 1e12),
    monotonic: () => now,
    async sleep(ms) {
      now += ms;
    },
  };
}

/** A server in memory that deals out fates, request by request, and answers well once they are used up. */
function fatefulServer(fates: Fate[]) {
  interface Row {
    readonly number: number;
    readonly id: string;
    readonly bytes: Uint8Array | undefined;
  }
  const rows = new Map<string, readonly Row[]>();
  const versionOf = ({ number, id }: Row) => `${number}-${id}`;
  async function withFate<T>(act: () => T): Promise<T> {
    const fate = fates.shift() ?? "answered";
    if (fate === "lost") throw broken;
    const answer = act();
    if (fate === "done, answer lost") throw broken;
    return answer;
  }
  const server: StoreServer = {
    read: (key) =>
      withFate(() => {
        const row = rows.get(key)?.[0];
        return row?.bytes && { bytes: row.bytes, version: versionOf(row) };
      }),
    write: (key, value, expected, id) =>
      withFate(() => {
        const [present] = rows.get(key) ?? [];
        if (expected !== (present?.bytes ? versionOf(present) : "absent")) return undefined;
        const row = { number: (present?.number ?? 0) + 1, id, bytes: value };
        rows.set(key, [row, ...(rows.get(key) ?? [])]);
        return versionOf(row);
      }),
    find: (key, id) =>
      withFate(() => {
        const row = rows.get(key)?.find((one) => one.id === id);
        return row && versionOf(row);
      }),
    keys: () => withFate(() => [...rows.keys()]),
    generations: () => withFate(() => []),
    isPassing: (error) => error === broken,
    explain: (cause) => provisioningError({ code: "provisioning/store-unreachable", message: "It is gone.", cause }),
  };
  return { server, writes: (key: string) => rows.get(key)?.length ?? 0, rows };
}

const openStore = (server: StoreServer): StateStore => networkStore(server, sleepingClock());

describe("a store on a network", () => {
  test("does each write once and reports it right, whatever becomes of requests and answers", async () => {
    const fate = fc.constantFrom<Fate>("answered", "lost", "done, answer lost");
    await fc.assert(
      fc.asyncProperty(fc.array(fate, { maxLength: 12 }), fc.integer({ min: 1, max: 4 }), async (fates, count) => {
        const { server, writes } = fatefulServer([...fates]);
        const store = openStore(server);
        let version: string = "absent";
        for (let round = 1; round <= count; round += 1) version = await store.write("a/b", bytes(`${round}`), version);
        expect(writes("a/b")).toBe(count);
        expect(await store.read("a/b")).toEqual({ bytes: bytes(`${count}`), version });
        await store.remove("a/b", version);
        expect(writes("a/b")).toBe(count + 1);
        expect(await store.read("a/b")).toBeUndefined();
      }),
      { numRuns: process.env["TOWPATH_LONG"] ? 5_000 : 300 },
    );
  });

  test("of two whose answers are lost, one has written and the other hears of the conflict", async () => {
    const fate = fc.constantFrom<Fate>("answered", "lost", "done, answer lost");
    await fc.assert(
      fc.asyncProperty(fc.array(fate, { maxLength: 10 }), async (fates) => {
        const { server, writes } = fatefulServer([...fates]);
        const both = await Promise.allSettled(
          ["a", "b"].map((each) => openStore(server).write("a/b", bytes(each), "absent")),
        );
        expect(writes("a/b")).toBe(1);
        const refused = both.flatMap((each) => (each.status === "rejected" ? [each.reason] : []));
        expect(refused).toEqual([expect.any(Conflict)]);
      }),
      { numRuns: 200 },
    );
  });

  test("a write that another one replaced before its answer was asked for again did take effect", async () => {
    const { server } = fatefulServer([]);
    let isFirst = true;
    const other = openStore(server);
    const store = openStore({
      ...server,
      async write(...request) {
        const version = await server.write(...request);
        if (!isFirst) return version;
        isFirst = false;
        await other.write("a/b", bytes("theirs"), version ?? "");
        throw broken;
      },
    });
    const version = await store.write("a/b", bytes("ours"), "absent");
    expect(version).toMatch(/^1-/);
    await expect(store.write("a/b", bytes("more"), version)).rejects.toBeInstanceOf(Conflict);
  });

  test("stops after its time, also when every attempt is quick", async () => {
    const { server } = fatefulServer(Array.from({ length: 100_000 }, () => "lost" as const));
    const clock = sleepingClock();
    await expect(networkStore(server, clock).read("a/b")).rejects.toThrow("It is gone.");
    expect(clock.monotonic()).toBeLessThanOrEqual(NETWORK_LIMITS.totalMs);
  });

  test("waits little once the command was interrupted, and still does what can be done", async () => {
    const clock = sleepingClock();
    const interrupted = AbortSignal.abort();
    const { server } = fatefulServer(Array.from({ length: 100_000 }, () => "lost" as const));
    await expect(networkStore(server, clock, NETWORK_LIMITS, interrupted).read("a/b")).rejects.toThrow("It is gone.");
    expect(clock.monotonic()).toBeLessThanOrEqual(3_000);
    const store = networkStore(fatefulServer(["lost"]).server, clock, NETWORK_LIMITS, interrupted);
    expect(await store.write("a/b", bytes("x"), "absent")).toMatch(/^1-/);
  });

  test("does not ask again what no asking mends", async () => {
    let asked = 0;
    const { server } = fatefulServer([]);
    const store = openStore({
      ...server,
      async read() {
        asked += 1;
        throw new Error("no");
      },
    });
    await expect(store.read("a/b")).rejects.toThrow("It is gone.");
    expect(asked).toBe(1);
  });

  test("sends nothing that is no key, empty, or too large", async () => {
    const store = openStore({ ...fatefulServer([]).server, write: () => Promise.reject(new Error("sent")) });
    await expect(store.write("../x", bytes("x"), "absent")).rejects.toThrow(/is no key/);
    await expect(store.write("a/b", new Uint8Array(), "absent")).rejects.toThrow(/no empty values/);
    await expect(store.write("a/b", new Uint8Array(65 * 1024 * 1024), "absent")).rejects.toMatchObject({
      code: "provisioning/store-value",
    });
    await expect(store.remove(`a/${randomUUID()}/..`, "1")).rejects.toThrow(/is no key/);
  });
});
