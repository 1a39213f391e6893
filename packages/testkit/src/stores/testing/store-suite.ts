import { type Clock, nodeClock } from "@towpath/core";
import {
  acquireLock,
  Conflict,
  heartbeatKey,
  LOCK_TTL_MS,
  readState,
  releaseLock,
  renewLock,
  type StateStore,
  updateState,
  withLock,
} from "@towpath/provisioning";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

/** A store to be held against its contract. */
export interface StoreUnderTest {
  /** Another client of the same store, as another process would have it. */
  open(): StateStore;
  close?(): Promise<void>;
}

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (found: { readonly bytes: Uint8Array } | undefined) => found && new TextDecoder().decode(found.bytes);
const holder = (run: string) => ({ who: "anna", run, since: "2026-11-22T09:00:00Z" });
const never = new AbortController().signal;

async function collected<T>(all: AsyncIterable<T> | undefined): Promise<readonly T[]> {
  const found: T[] = [];
  for await (const one of all ?? []) found.push(one);
  return found;
}

function effects(clock: Clock = nodeClock) {
  return { clock, signal: never, events: () => undefined };
}

/** Slow enough for a store on a busy machine to answer in time. */
const SPEED = 100;

/** A clock that runs faster by {@link SPEED}, and whose time of day jumps about. */
function jumpingClock(): Clock {
  let jumps = 0;
  return {
    now: () => new Date(nodeClock.now().getTime() + (jumps++ % 2 === 0 ? 1 : -1) * 400 * 24 * 3_600_000),
    monotonic: () => nodeClock.monotonic() * SPEED,
    sleep: (ms, signal) => nodeClock.sleep(ms / SPEED, signal),
  };
}

/** Everything that a state store and the lock over it promise. Each test has keys of its own. */
export function storeSuite(name: string, make: () => Promise<StoreUnderTest>): void {
  describe(name, () => {
    let under: StoreUnderTest;
    let store: StateStore;
    let count = 0;
    const newKey = () => `suite-${++count}/dev`;
    beforeAll(async () => {
      under = await make();
      store = under.open();
    });
    afterAll(() => under.close?.());

    test("gives back what was written, byte for byte, to every client", async () => {
      const key = newKey();
      expect(await store.read(key)).toBeUndefined();
      const every = Uint8Array.from({ length: 70_000 }, (_, index) => index % 256);
      const version = await store.write(key, every, "absent");
      const found = await under.open().read(key);
      expect(found?.version).toBe(version);
      expect(Buffer.from(found?.bytes ?? []).equals(Buffer.from(every))).toBe(true);
    });

    test("refuses what is written or removed on another version, and changes nothing then", async () => {
      const key = newKey();
      const first = await store.write(key, bytes("one"), "absent");
      await expect(store.write(key, bytes("two"), "absent")).rejects.toBeInstanceOf(Conflict);
      const second = await under.open().write(key, bytes("two"), first);
      expect(second).not.toBe(first);
      await expect(store.write(key, bytes("three"), first)).rejects.toBeInstanceOf(Conflict);
      await expect(store.remove(key, first)).rejects.toBeInstanceOf(Conflict);
      expect(text(await store.read(key))).toBe("two");
      await expect(store.write(newKey(), bytes("x"), first)).rejects.toBeInstanceOf(Conflict);
      await expect(store.remove(newKey(), first)).rejects.toBeInstanceOf(Conflict);
    });

    test("the same value written again is another version", async () => {
      const key = newKey();
      const first = await store.write(key, bytes("one"), "absent");
      const second = await store.write(key, bytes("one"), first);
      expect(second).not.toBe(first);
      await expect(store.write(key, bytes("late"), first)).rejects.toBeInstanceOf(Conflict);
    });

    test("a removed key is absent, can be written again, and no old version holds then", async () => {
      const key = newKey();
      const first = await store.write(key, bytes("one"), "absent");
      await store.remove(key, first);
      expect(await store.read(key)).toBeUndefined();
      expect(await collected(store.list(key))).toEqual([]);
      await expect(store.write(key, bytes("late"), first)).rejects.toBeInstanceOf(Conflict);
      const again = await store.write(key, bytes("one"), "absent");
      expect(again).not.toBe(first);
      expect(text(await store.read(key))).toBe("one");
      await expect(store.remove(key, first)).rejects.toBeInstanceOf(Conflict);
    });

    test("lists keys by prefix, in the order of their code units", async () => {
      const keys = ["list/a", "list/a/b", "list/a-b", "list/a.c", "list/B", "list-2/a", "list/10", "list/9"];
      for (const key of keys) await store.write(key, bytes("x"), "absent");
      expect(await collected(store.list("list/"))).toEqual(keys.filter((key) => key.startsWith("list/")).sort());
      expect(await collected(store.list("list"))).toEqual([...keys].sort());
      expect(await collected(store.list("list/a/"))).toEqual(["list/a/b"]);
      expect(await collected(store.list("list/nothing"))).toEqual([]);
    });

    test.each([
      "",
      "..",
      "../x",
      "/etc/passwd",
      "a//b",
      "a/../b",
      "a\\b",
      "a/.hidden",
      "a/\0",
      "@000000000001",
      "a/b/c/d/e/f/g/h/i",
      "ä",
    ])("takes %j for no key", async (key) => {
      const attempts = [
        () => store.read(key),
        () => store.write(key, bytes("x"), "absent"),
        () => store.remove(key, "1-x"),
      ];
      for (const attempt of attempts) await expect(attempt()).rejects.toMatchObject({ code: "provisioning/store-key" });
    });

    test("keeps no empty value", async () => {
      await expect(store.write(newKey(), new Uint8Array(), "absent")).rejects.toThrow(/no empty values/);
    });

    test("has the last generations, the newest first", async () => {
      const key = newKey();
      let version = await store.write(key, bytes("0"), "absent");
      const versions = [version];
      for (let index = 1; index <= 3; index += 1) {
        version = await store.write(key, bytes(String(index)), version);
        versions.unshift(version);
      }
      await store.remove(key, version);
      const last = await store.write(key, bytes("again"), "absent");
      const kept = await collected(under.open().history?.(key));
      expect(kept.map((one) => one.version).filter((one) => [last, ...versions].includes(one))).toEqual([
        last,
        ...versions,
      ]);
      const texts = await Promise.all(kept.map(async (one) => (await one.bytes()) ?? "removed"));
      expect(texts.map((one) => (typeof one === "string" ? one : new TextDecoder().decode(one)))).toEqual([
        "again",
        "removed",
        ..."3210",
      ]);
      expect(await collected(store.history?.(newKey()))).toEqual([]);
    });

    test("loses no write of two that race", async () => {
      const key = newKey();
      const rounds = process.env["TOWPATH_LONG"] ? 300 : 25;
      const racer = async () => {
        const mine = under.open();
        for (let done = 0; done < rounds; ) {
          const found = await mine.read(key);
          try {
            await mine.write(key, bytes(String(Number(text(found) ?? "0") + 1)), found?.version ?? "absent");
            done += 1;
          } catch (error) {
            if (!(error instanceof Conflict)) throw error;
          }
        }
      };
      await Promise.all([racer(), racer()]);
      expect(text(await store.read(key))).toBe(String(2 * rounds));
    });

    test("of two who make a key only one does", async () => {
      for (let round = 0; round < 10; round += 1) {
        const key = newKey();
        const both = await Promise.allSettled(["a", "b"].map((each) => under.open().write(key, bytes(each), "absent")));
        expect(both.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
        const [won] = both.flatMap((each, index) => (each.status === "fulfilled" ? ["ab"[index]] : []));
        expect(text(await store.read(key))).toBe(won);
      }
    });

    test("under the lock, commands of several clients take turns", async () => {
      const key = newKey();
      let inside = 0;
      const turn = (run: string) =>
        withLock(under.open(), key, holder(run), 60_000, effects(), async (locked) => {
          inside += 1;
          expect(inside).toBe(1);
          await updateState(locked.store, key, (state) => ({ ...state, resources: {} }));
          inside -= 1;
        });
      await Promise.all([turn("1"), turn("2"), turn("3")]);
      const state = await readState(store, key);
      expect(state.lock).toBeUndefined();
      expect(state.serial).toBe(9);
    });

    test("a holder that says nothing for a minute is replaced, and refused at its next write", async () => {
      const key = newKey();
      const clock = jumpingClock();
      const late = await acquireLock(under.open(), key, holder("1"), 0, effects());
      const before = await store.read(key);
      // On a machine whose time of day jumps, too.
      const foreign = foreignHolder(store);
      await acquireLock(foreign, key, holder("2"), 2 * LOCK_TTL_MS, effects(clock));
      await expect(store.write(key, before?.bytes ?? bytes("{}"), before?.version ?? "")).rejects.toBeInstanceOf(
        Conflict,
      );
      await expect(renewLock(store, late)).rejects.toMatchObject({ code: "provisioning/lock-lost" });
      await releaseLock(store, late);
      expect((await readState(store, key)).lock?.holder.run).toBe("2");
    });

    test("a holder that renews is left alone, and makes no generation by it", async () => {
      const key = newKey();
      const lock = await acquireLock(under.open(), key, holder("1"), 0, effects());
      const foreign = foreignHolder(store);
      const generations = (await collected(store.history?.(key))).length;
      const clock = jumpingClock();
      const done = new AbortController();
      const renewing = (async () => {
        while (!done.signal.aborted) {
          await renewLock(store, lock);
          await clock.sleep(10_000, never);
        }
      })();
      await expect(acquireLock(foreign, key, holder("2"), 1.5 * LOCK_TTL_MS, effects(clock))).rejects.toThrow(
        /is locked by anna \(run 1\) since/,
      );
      done.abort();
      await renewing;
      expect(await collected(store.history?.(key))).toHaveLength(generations);
      expect((await collected(store.history?.(heartbeatKey(key)))).length).toBeLessThanOrEqual(32);
    });
  });
}

/** The store as another machine sees it: the holder's process is none that can be looked at. */
function foreignHolder(store: StateStore): StateStore {
  return {
    ...store,
    async read(key) {
      const found = await store.read(key);
      if (!found || !key.startsWith("suite-")) return found;
      const shown = JSON.parse(new TextDecoder().decode(found.bytes));
      if (shown.lock?.process) shown.lock.process.host = "another machine";
      return { ...found, bytes: bytes(JSON.stringify(shown)) };
    },
  };
}
