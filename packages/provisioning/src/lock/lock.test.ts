import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import type { Clock } from "@towpath/core";
import { nodeClock } from "@towpath/core";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { readState, updateState } from "../state/state.ts";
import type { StateStore } from "../state-store.ts";
import { fileStore } from "../store/file-store.ts";
import { firstLine, outputOf, startChild, temporaryFolder } from "../testing/run-child.ts";
import { fencedStore } from "./fenced-store.ts";
import { acquireLock, LOCK_RENEWAL_MS, renewLock } from "./lock.ts";
import { startByPs } from "./process-identity.ts";
import { LOCK_TTL_MS } from "./watch-holder.ts";
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

/** A clock whose time passes only by sleeping, in steps that others can use. */
function leapingClock(): Clock {
  let now = 0;
  return {
    now: () => new Date(now),
    monotonic: () => now,
    async sleep(ms, signal) {
      signal.throwIfAborted();
      now += ms;
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

function effects(clock: Clock = nodeClock) {
  const notices: string[] = [];
  return {
    clock,
    signal: never,
    notices,
    events: (event: { type: string; message?: string | undefined }) =>
      void (event.type === "notice" && notices.push(event.message ?? "")),
  };
}

describe("the lock", () => {
  test("a holder that comes back late cannot write", async () => {
    const late = await acquireLock(store, KEY, holder("1"), 0, effects());
    const lateStore = fencedStore(store, late);
    const read = await lateStore.read(KEY);

    await acquireLock(store, KEY, holder("2"), 2 * LOCK_TTL_MS, effects(leapingClock()));

    await expect(lateStore.write(KEY, read?.bytes ?? Buffer.from("{}"), read?.version ?? "absent")).rejects.toThrow(
      /changed since/,
    );
    await expect(updateState(lateStore, KEY, (state) => ({ ...state }))).rejects.toThrow(/was lost to anna \(run 2\)/);
    await expect(lateStore.write("deployments/orders/prod", Buffer.from("x"), "absent")).rejects.toThrow(/was lost/);
    await expect(renewLock(store, late)).rejects.toThrow(/was lost/);
    expect((await readState(store, KEY)).lock?.holder.run).toBe("2");
  });

  test("a living holder is named to whoever waits in vain", async () => {
    await acquireLock(store, KEY, holder("1"), 0, effects());
    const waiter = effects();
    await expect(acquireLock(store, KEY, holder("2"), 300, waiter)).rejects.toThrow(
      "orders/prod is locked by anna (run 1) since 2026-11-22T09:00:00Z.",
    );
    expect(waiter.notices).toEqual([
      "Waiting for another run on orders in prod: anna (run 1) since 2026-11-22T09:00:00Z.",
    ]);
  });

  test("a holder that renews is never taken for dead", async () => {
    const lock = await acquireLock(store, KEY, holder("1"), 0, effects());
    const clock = leapingClock();
    let slept = 0;
    const renewing: Clock = {
      ...clock,
      async sleep(ms, signal) {
        await clock.sleep(ms, signal);
        slept += ms;
        if (slept >= LOCK_RENEWAL_MS) {
          slept = 0;
          await renewLock(store, lock);
        }
      },
    };
    await expect(acquireLock(store, KEY, holder("2"), 5 * LOCK_TTL_MS, effects(renewing))).rejects.toThrow(
      /is locked by/,
    );
  });

  test("keeps what else is in the state, and is given back after a failure", async () => {
    await updateState(store, KEY, (state) => ({ ...state, orphans: {} }));
    await expect(
      withLock(store, KEY, holder("1"), 0, effects(), async (locked) => {
        await updateState(locked.store, KEY, (state) => ({ ...state, resources: {} }));
        throw new Error("broken");
      }),
    ).rejects.toThrow("broken");
    const state = await readState(store, KEY);
    expect(state.lock).toBeUndefined();
    expect(state.serial).toBe(4);
  });

  test("two at once in one process take turns", async () => {
    const order: string[] = [];
    const turn = (run: string) =>
      withLock(store, KEY, holder(run), 20_000, effects(), async () => {
        order.push(`in ${run}`);
        await nodeClock.sleep(50, never);
        order.push(`out ${run}`);
      });
    await Promise.all([turn("1"), turn("2"), turn("3")]);
    expect(order.map((entry) => entry.split(" ")[0])).toEqual(["in", "out", "in", "out", "in", "out"]);
  });

  test("of another process is waited for, and free when that is told to stop", async () => {
    const child = startChild("./holding-child.ts", folder, KEY, "7");
    expect(await firstLine(child)).toBe("held");
    await expect(acquireLock(store, KEY, holder("2"), 0, effects())).rejects.toThrow(/child \(run 7\)/);
    const ended = outputOf(child);
    child.kill("SIGTERM");
    await withLock(store, KEY, holder("2"), 20_000, effects(), () => Promise.resolve());
    await ended;
  });

  test("of a process that was killed is taken over at once", async () => {
    const child = startChild("./holding-child.ts", folder, KEY, "7");
    await firstLine(child);
    const ended = outputOf(child);
    child.kill("SIGKILL");
    await ended;
    await acquireLock(store, KEY, holder("2"), 0, effects());
    expect((await readState(store, KEY)).lock?.holder.run).toBe("2");
  });
});

// A minute of real time passes.
test.runIf(process.env["TOWPATH_LONG"])("a process that slept over its lock is refused when it wakes", async () => {
  const child = startChild("./late-child.ts", folder, KEY);
  expect(await firstLine(child)).toBe("held");
  const said = outputOf(child);
  child.kill("SIGSTOP");
  await updateState(store, KEY, (state) => {
    const { process: _, ...lock } = state.lock ?? { holder: holder(""), token: "" };
    return { ...state, lock }; // as of another machine: this one would see that it sleeps, and not that it is gone
  });
  await acquireLock(store, KEY, holder("2"), 2 * LOCK_TTL_MS, effects());
  child.kill("SIGCONT");
  expect(await said).toBe("provisioning/lock-lost\n");
  expect((await readState(store, KEY)).lock?.holder.run).toBe("2");
});

// What is asked is ps, as on macOS; a Linux image may come without it.
test.skipIf(!existsSync("/bin/ps"))("a process is the same one to whoever lives in another time zone", () => {
  const seen = ["UTC", "Asia/Tokyo"].map((zone) => {
    vi.stubEnv("TZ", zone);
    return startByPs(process.pid);
  });
  vi.unstubAllEnvs();
  expect(seen[0]).toMatch(/^\w{3} \w{3} +\d+ /);
  expect(seen[1]).toBe(seen[0]);
});
