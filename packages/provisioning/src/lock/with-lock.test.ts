import { rm } from "node:fs/promises";
import { type Clock, nodeClock } from "@towpath/core";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readState, updateState } from "../state/state.ts";
import type { StateStore } from "../state-store.ts";
import { fileStore } from "../store/file-store.ts";
import { isHeartbeat } from "../store/store-key.ts";
import { temporaryFolder } from "../testing/run-child.ts";
import { acquireLock, renewLock } from "./lock.ts";
import { LOCK_TTL_MS, watchHolder } from "./watch-holder.ts";
import { withLock } from "./with-lock.ts";

let folder = "";
let store: StateStore;
beforeEach(async () => {
  folder = await temporaryFolder();
  store = fileStore(folder);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const KEY = "orders/prod";
const holder = (run: string) => ({ who: "anna", run, since: "2026-11-22T09:00:00Z" });
const never = new AbortController().signal;

/** A minute is a second and a half: a busy machine may take some of that for a write. */
const SPEED = 40;

/** A clock that runs faster by {@link SPEED}; its time of day jumps a year to and fro. */
function jumpingClock(): Clock {
  let jumps = 0;
  const yearMs = 365 * 24 * 3_600_000;
  return {
    now: () => new Date(nodeClock.now().getTime() + (jumps++ % 2 === 0 ? yearMs : -yearMs)),
    monotonic: () => nodeClock.monotonic() * SPEED,
    sleep: (ms, signal) => nodeClock.sleep(ms / SPEED, signal),
  };
}

const effects = (clock: Clock = jumpingClock()) => ({ clock, signal: never, events: () => undefined });

/** The same store, on the way to which something happens. */
function through(way: (key: string) => Promise<void>): StateStore {
  return {
    ...store,
    async read(key) {
      await way(key);
      return store.read(key);
    },
    async write(key, bytes, expected) {
      await way(key);
      return store.write(key, bytes, expected);
    },
  };
}

async function generations(key: string): Promise<number> {
  let count = 0;
  for await (const _ of store.history?.(key) ?? []) count += 1;
  return count;
}

/** Lets the holder look like one of another machine. */
const elsewhere = () =>
  updateState(store, KEY, (state) => {
    const { process: _, ...lock } = state.lock ?? { holder: holder(""), token: "" };
    return { ...state, lock };
  });

describe("a lock that is held for long", () => {
  test("is renewed without a generation of the state, whatever the time of day does", async () => {
    await withLock(store, KEY, holder("1"), 0, effects(), async ({ signal }) => {
      await elsewhere();
      const before = await generations(KEY);
      await expect(acquireLock(store, KEY, holder("2"), 2 * LOCK_TTL_MS, effects())).rejects.toThrow(/is locked by/);
      expect(await generations(KEY)).toBe(before);
      expect(signal.aborted).toBe(false);
    });
    expect((await readState(store, KEY)).lock).toBeUndefined();
  });

  test("is told lost when the store hangs for a minute, and the run then writes nothing", async () => {
    let hangs = false;
    const hanging = through((key) => (hangs ? new Promise(() => {}) : Promise.resolve(void key)));
    let lost: unknown;
    await withLock(hanging, KEY, holder("1"), 0, effects(), async (locked) => {
      await elsewhere();
      hangs = true;
      await new Promise((resolve) => locked.signal.addEventListener("abort", resolve, { once: true }));
      lost = locked.signal.reason;
      hangs = false;
      await acquireLock(store, KEY, holder("2"), 2 * LOCK_TTL_MS, effects());
      await expect(updateState(locked.store, KEY, (state) => ({ ...state }))).rejects.toMatchObject({
        code: "provisioning/lock-lost",
      });
    });
    expect(lost).toMatchObject({ code: "provisioning/lock-lost", message: expect.stringContaining("for a minute") });
    expect((await readState(store, KEY)).lock?.holder.run).toBe("2");
  });

  test("outlives a store that fails for a moment", async () => {
    let failures = 0;
    const failing = through((key) =>
      isHeartbeat(key) && failures++ < 2 ? Promise.reject(new Error("gone")) : Promise.resolve(),
    );
    await withLock(failing, KEY, holder("1"), 0, effects(), async ({ signal }) => {
      await nodeClock.sleep((2 * LOCK_TTL_MS) / SPEED, never);
      expect(failures).toBeGreaterThan(2);
      expect(signal.aborted).toBe(false);
    });
  });

  test("is given back though the store fails then: it says so, and the lock expires by itself", async () => {
    let isGone = false;
    const going = through(() => (isGone ? Promise.reject(new Error("gone")) : Promise.resolve()));
    const notices: string[] = [];
    const events = (event: { readonly type: string; readonly message?: string | undefined }) =>
      void notices.push(event.message ?? "");
    await withLock(going, KEY, holder("1"), 0, { ...effects(), events }, async () => {
      isGone = true;
    });
    expect(notices).toEqual(["The lock of orders/prod could not be given back (gone); it expires by itself."]);
  });
});

describe("whether a holder lives", () => {
  const lock = { holder: holder("1"), token: "t" };

  test("is counted from when was asked: an answer that took a minute says nothing", async () => {
    let now = 0;
    const clock: Clock = { ...nodeClock, monotonic: () => now };
    const watch = watchHolder(store, KEY, clock);
    expect(await watch.look("1", lock, now)).toEqual({ status: "alive", isFirst: true });
    const askedAt = now + 1_000;
    now += LOCK_TTL_MS + 30_000; // the answer was on its way for so long
    expect((await watch.look("1", lock, askedAt)).status).toBe("silent");
    expect((await watch.look("1", lock, now)).status).toBe("dead");
  });

  test("is seen by its heartbeat alone", async () => {
    let now = 0;
    const clock: Clock = { ...nodeClock, monotonic: () => now };
    const held = await acquireLock(store, KEY, holder("1"), 0, effects(nodeClock));
    const watch = watchHolder(store, KEY, clock);
    const mine = { ...lock, token: held.token };
    await watch.look("1", mine, now);
    for (let round = 0; round < 3; round += 1) {
      now += LOCK_TTL_MS - 1;
      await renewLock(store, held);
      expect((await watch.look("1", mine, now)).status).toBe("alive");
    }
    now += LOCK_TTL_MS;
    expect((await watch.look("1", mine, now)).status).toBe("dead");
  });

  test("is not seen by the heartbeat of another", async () => {
    let now = 0;
    const clock: Clock = { ...nodeClock, monotonic: () => now };
    const held = await acquireLock(store, KEY, holder("1"), 0, effects(nodeClock));
    const watch = watchHolder(store, KEY, clock);
    await watch.look("1", lock, now);
    await renewLock(store, held);
    now += LOCK_TTL_MS;
    expect((await watch.look("1", lock, now)).status).toBe("dead");
  });
});
