import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { nodeClock, Secret } from "@towpath/core";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { acquireLock } from "../lock/lock.ts";
import { openStateBox } from "../secrets/state-box.ts";
import { parseStateKey } from "../secrets/state-key.ts";
import type { Generation, StateStore } from "../state-store.ts";
import { fileStore } from "../store/file-store.ts";
import { sealedStore } from "../store/sealed-store.ts";
import { temporaryFolder } from "../testing/run-child.ts";
import { restoreState } from "./restore-state.ts";
import { readState, updateState } from "./state.ts";

const KEY = "orders/dev";
const holder = { who: "anna", run: "1", since: "2026-11-22T09:00:00Z" };
const effects = { clock: nodeClock, signal: new AbortController().signal, events: () => undefined };
const sealing = async (store: StateStore) =>
  sealedStore(store, await openStateBox(parseStateKey(new Secret(Buffer.alloc(32, 1).toString("base64")), "the test")));

describe.each([
  ["in files", async (store: StateStore) => store],
  ["sealed", sealing],
])("a state %s", (_, wrap) => {
  let folder = "";
  let store: StateStore;
  beforeEach(async () => {
    folder = await temporaryFolder();
    store = await wrap(fileStore(folder));
    for (let count = 0; count < 3; count += 1) await updateState(store, KEY, (state) => ({ ...state }));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** Cuts the newest file, as a disk does that lost what it had promised to keep. */
  async function cut(keep: number): Promise<void> {
    const home = join(folder, KEY);
    const newest = join(home, (await readdir(home)).sort().at(-1) ?? "");
    const bytes = await readFile(newest);
    await writeFile(newest, bytes.subarray(0, Math.floor(bytes.length * keep)));
  }

  async function generation(serial: number): Promise<Generation> {
    for await (const one of store.history?.(KEY) ?? []) if (one.version.startsWith(`${serial}-`)) return one;
    throw new Error("no such generation");
  }

  test.each([0.9, 0.5])("that was cut to %d of it is told with the way back, and put back", async (keep) => {
    await cut(keep);
    const { version } = await generation(2);
    await expect(readState(store, KEY)).rejects.toMatchObject({
      code: "provisioning/state-damaged",
      hint: expect.stringContaining(`towpath state restore ${KEY} --at ${version} puts it back`),
    });
    await expect(updateState(store, KEY, (state) => ({ ...state }))).rejects.toMatchObject({
      code: "provisioning/state-damaged",
    });
    await expect(acquireLock(store, KEY, holder, 0, effects)).rejects.toMatchObject({
      code: "provisioning/state-damaged",
    });
    await restoreState(store, KEY, await generation(2), holder, effects);
    expect((await readState(store, KEY)).serial).toBe(3);
    expect((await readdir(join(folder, KEY))).length).toBe(4);
  });

  test("that reads is put back under its lock, and the count of writes goes on", async () => {
    await restoreState(store, KEY, await generation(1), holder, effects);
    const restored = await readState(store, KEY);
    expect(restored.lock).toBeUndefined();
    expect(restored.serial).toBeGreaterThan(3);
    await acquireLock(store, KEY, holder, 0, effects);
    await expect(restoreState(store, KEY, await generation(1), holder, effects)).rejects.toMatchObject({
      code: "provisioning/lock-held",
    });
  });

  test("is not put back from what does not read itself", async () => {
    await cut(0.5);
    const before = await readdir(join(folder, KEY));
    await expect(restoreState(store, KEY, await generation(3), holder, effects)).rejects.toMatchObject({
      code: "provisioning/state-damaged",
    });
    expect(await readdir(join(folder, KEY))).toEqual(before);
  });
});
