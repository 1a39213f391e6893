import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { nodeClock } from "@towpath/core";
import { acquireLock, fileStore, type RecordedResource, readState, updateState } from "@towpath/provisioning";
import { describe, expect, test } from "vitest";
import { folderWith, manifestOf } from "../testing/folder-with.ts";
import { stateHistory } from "./state-history.ts";
import { stateList } from "./state-list.ts";
import { stateReseal } from "./state-reseal.ts";
import { stateRestore } from "./state-restore.ts";
import { stateShow } from "./state-show.ts";
import { stateUnlock } from "./state-unlock.ts";

const KEY = "a/dev";
const record: RecordedResource = {
  type: "postgres",
  engine: "local",
  driver: "postgres",
  version: "17",
  recipe: "sha256:00",
  isStateful: true,
  settings: { maxConnections: 100 },
  want: { limit: 100 },
  have: { database: "orders" },
  outputs: { host: { value: "127.0.0.1" }, password: { sealed: "v1:c2VhbGVkLXNlY3JldA" } },
  status: "ready",
  dependsOn: [],
  idempotencyKey: "key",
};
const holder = (run: string) => ({ who: "anna", run, since: "2026-11-22T09:00:00Z" });
const yes = async () => true;

/** A service, and the file store that its environment has. */
function service(more: Parameters<typeof folderWith>[1] = {}) {
  const { folder, effects, events } = folderWith({ "towpath.yaml": manifestOf("a") }, more);
  return { folder, effects, events, store: fileStore(join(folder, "home/state")), lockEffects: { ...effects } };
}

/** One that was applied: a database came, then a queue, then the queue changed. */
async function applied() {
  const made = service();
  const queue = { ...record, type: "queue", version: undefined, settings: {} };
  await updateState(made.store, KEY, (state) => ({ ...state, resources: { "resources.db": record } }));
  await updateState(made.store, KEY, (state) => ({
    ...state,
    resources: { "resources.db": record, "resources.q": queue },
  }));
  await updateState(made.store, KEY, (state) => ({
    ...state,
    resources: { "resources.db": record, "resources.q": { ...queue, settings: { size: 2 } } },
  }));
  return made;
}

const cut = (folder: string) => {
  const home = join(folder, "home/state/a/dev");
  const newest = readdirSync(home).sort().at(-1) ?? "";
  const text = readFileSync(join(home, newest));
  writeFileSync(join(home, newest), text.subarray(0, text.length / 2));
};

describe("an empty store", () => {
  test("is said to be empty, by every command", async () => {
    const { effects } = service();
    expect(await stateList({}, effects)).toMatchObject({
      status: "ok",
      summary: "The state store (file) is empty: nothing was applied yet.",
      data: { states: [] },
    });
    for (const result of [await stateShow({}, effects), await stateHistory({}, effects)])
      expect(result).toMatchObject({
        status: "invalid",
        findings: [{ code: "operation/unknown-key", suggestions: ["It is empty: nothing was applied yet."] }],
      });
    expect(await stateUnlock({ isStale: true }, effects)).toMatchObject({
      status: "ok",
      summary: "Nothing is locked.",
    });
  });
});

describe("state list and show", () => {
  test("list states with what they hold, and records by their number", async () => {
    const { effects, store, lockEffects } = await applied();
    await acquireLock(store, "runs/a.dev", holder("1"), 0, lockEffects);
    for (const number of ["00000001", "00000002"])
      await store.write(`deployments/a/dev/${number}`, Buffer.from('{"deployment":1}\n'), "absent");
    await store.write("heartbeats/a/dev", Buffer.from("x"), "absent");
    expect(await stateList({}, effects)).toMatchObject({
      status: "ok",
      summary: "The state store (file) holds 2 states, 1 locked.",
      data: {
        states: [
          { key: KEY, serial: 3, resources: 2, lockedBy: null, writtenAt: expect.stringContaining("T") },
          { key: "runs/a.dev", resources: 0, lockedBy: { run: "1" } },
        ],
        records: [{ key: "deployments/a/dev", count: 2 }],
      },
    });
    expect(await stateShow({ key: "deployments/a/dev/00000002" }, effects)).toMatchObject({
      status: "ok",
      data: { record: { deployment: 1 }, state: null },
    });
  });

  test("show what is on record, and nothing that is sealed", async () => {
    const { effects } = await applied();
    const shown = await stateShow({}, effects);
    expect(shown).toMatchObject({
      status: "ok",
      data: {
        key: KEY,
        state: {
          serial: 3,
          lock: null,
          resources: { "resources.db": { version: "17", outputs: { password: { isSecret: true } } } },
        },
      },
    });
    expect(JSON.stringify(shown)).not.toMatch(/v1:|c2VhbGVk|idempotencyKey/);
    expect(JSON.stringify(shown.sections)).toContain("host 127.0.0.1, password (secret)");
  });

  test("show a state as it was, by its version or the number of it", async () => {
    const { effects } = await applied();
    const history = await stateHistory({}, effects);
    expect(history).toMatchObject({ status: "ok", summary: "3 generations of a/dev are kept." });
    const generations = history.data?.generations ?? [];
    expect(generations.map(({ serial, changes }) => [serial, changes?.added, changes?.changed])).toEqual([
      [3, [], ["resources.q"]],
      [2, ["resources.q"], []],
      [1, ["resources.db"], []],
    ]);
    for (const at of ["1", generations[2]?.version ?? ""])
      expect((await stateShow({ at }, effects)).data?.state?.resources).not.toHaveProperty(["resources.q"]);
    expect(await stateShow({ at: "77" }, effects)).toMatchObject({
      status: "invalid",
      findings: [{ code: "operation/unknown-generation" }],
    });
  });

  test("name what was meant", async () => {
    const { effects } = await applied();
    expect(await stateShow({ key: "a/dve" }, effects)).toMatchObject({
      findings: [{ code: "operation/unknown-key", suggestions: ["Did you mean a/dev?"] }],
    });
    expect(await stateShow({ key: "../secret.key" }, effects)).toMatchObject({
      status: "invalid",
      findings: [{ code: "provisioning/store-key" }],
    });
    for (const key of ["towpath/secrets/key", "heartbeats/a/dev"])
      expect(await stateShow({ key }, effects)).toMatchObject({ findings: [{ code: "operation/unknown-key" }] });
  });
});

describe("a state that cannot be read", () => {
  test("that was cut is told with the generation that still reads, and is put back from it", async () => {
    const { folder, effects, store } = await applied();
    cut(folder);
    const history = await stateHistory({}, effects);
    const [broken, whole] = history.data?.generations ?? [];
    expect(broken).toMatchObject({ serial: null, problem: expect.stringContaining("as if it had been cut off") });
    expect(await stateShow({}, effects)).toMatchObject({
      findings: [
        {
          code: "provisioning/state-damaged",
          suggestions: [expect.stringContaining(`towpath state show a/dev --at ${whole?.version}`)],
        },
      ],
    });
    expect(await stateList({}, effects)).toMatchObject({
      status: "ok",
      data: { states: [{ key: KEY, problem: expect.stringContaining("cannot be read") }] },
    });
    expect(await stateRestore({ at: whole?.version }, effects)).toMatchObject({
      status: "failed",
      findings: [{ code: "operation/not-confirmed" }],
    });
    expect(await stateRestore({ at: whole?.version, confirm: yes }, effects)).toMatchObject({ status: "ok" });
    const state = await readState(store, KEY);
    expect(Object.keys(state.resources)).toEqual(["resources.db", "resources.q"]);
    expect(state.serial).toBe(3);
  });

  test("of a newer version is told, and not touched", async () => {
    const { effects, store } = service();
    await store.write(KEY, Buffer.from('{"state":2}'), "absent");
    const result = { findings: [{ code: "provisioning/state-newer", message: expect.stringContaining("format 2") }] };
    expect(await stateShow({}, effects)).toMatchObject(result);
    expect(await stateUnlock({ isStale: true }, effects)).toMatchObject(result);
    expect(await stateRestore({ at: "1", confirm: yes }, effects)).toMatchObject(result);
    expect(Buffer.from((await store.read(KEY))?.bytes ?? []).toString()).toBe('{"state":2}');
  });
});

describe("state restore", () => {
  test("keeps what was there, and is refused while a run works on it", async () => {
    const { effects, store, lockEffects } = await applied();
    expect(await stateRestore({ at: "1", confirm: yes }, effects)).toMatchObject({ status: "ok" });
    expect(Object.keys((await readState(store, KEY)).resources)).toEqual(["resources.db"]);
    const { data } = await stateHistory({}, effects);
    expect(data?.generations.length).toBeGreaterThan(4);
    await acquireLock(store, KEY, holder("1"), 0, lockEffects);
    expect(await stateRestore({ at: "2", confirm: yes }, effects)).toMatchObject({
      status: "fault",
      findings: [{ code: "provisioning/lock-held" }],
    });
  });
});

describe("state unlock", () => {
  /** A clock that runs faster by a hundred. */
  const quick = {
    ...nodeClock,
    monotonic: () => nodeClock.monotonic() * 100,
    sleep: (ms: number, signal: AbortSignal) => nodeClock.sleep(ms / 100, signal),
  };
  /** The lock of a run on another machine. */
  const lockedElsewhere = async (store: ReturnType<typeof fileStore>, run: string) =>
    updateState(store, KEY, (state) => ({ ...state, lock: { holder: holder(run), token: `token ${run}` } }));

  test("takes it from a holder that says nothing for a minute, and names it", async () => {
    const { effects, store, events } = service({ clock: quick });
    await lockedElsewhere(store, "4711/1");
    expect(await stateUnlock({ isStale: true }, effects)).toMatchObject({
      status: "ok",
      summary: "Unlocked a/dev. Whoever had it is refused at its next write.",
      data: { unlocked: [{ key: KEY, holder: { run: "4711/1" } }] },
    });
    expect((await readState(store, KEY)).lock).toBeUndefined();
    expect(events.map((event) => "message" in event && event.message)).toContain(
      "Watching anna (run 4711/1) since 2026-11-22T09:00:00Z for a minute: it has the lock of a/dev.",
    );
  });

  test("leaves it to a holder that lives", async () => {
    const { effects, store } = service({ clock: quick });
    await lockedElsewhere(store, "1");
    const working = setInterval(() => void updateState(store, KEY, (state) => ({ ...state })), 20);
    const result = await stateUnlock({ isStale: true }, effects);
    clearInterval(working);
    expect(result).toMatchObject({
      status: "fault",
      findings: [{ code: "provisioning/lock-held", message: expect.stringContaining("anna (run 1)") }],
    });
    expect((await readState(store, KEY)).lock?.holder.run).toBe("1");
  });

  test("takes it from a run that is named, with a yes", async () => {
    const { effects, store } = service();
    await lockedElsewhere(store, "1");
    expect(await stateUnlock({ run: "2", confirm: yes }, effects)).toMatchObject({
      status: "invalid",
      findings: [{ code: "operation/choose-lock", message: expect.stringContaining("locked by anna (run 1)") }],
    });
    expect(await stateUnlock({ run: "1" }, effects)).toMatchObject({ findings: [{ code: "operation/not-confirmed" }] });
    expect(await stateUnlock({ run: "1", confirm: async () => false }, effects)).toMatchObject({ status: "failed" });
    expect((await readState(store, KEY)).lock).toBeDefined();
    expect(await stateUnlock({ run: "1", confirm: yes }, effects)).toMatchObject({ status: "ok" });
    expect((await readState(store, KEY)).lock).toBeUndefined();
  });

  test.each([{}, { isStale: true, run: "1" }])("wants to know whose: %j", async (request) => {
    expect(await stateUnlock(request, service().effects)).toMatchObject({
      status: "invalid",
      findings: [{ code: "operation/choose-lock" }],
    });
  });
});

describe("a sealed file store", () => {
  const key = (byte: number) => Buffer.alloc(32, byte).toString("base64");
  const platform = (options: string) => `apiVersion: towpath.dev/v1
kind: Platform
metadata: { name: acme }
environments: { dev: { engine: local, state: { store: file, ${options} } } }
`;
  const sealedService = (options: string, variables: Record<string, string>, from = service()) => {
    writeFileSync(join(from.folder, "platform.yaml"), platform(options));
    const effects = { ...from.effects, variables: { ...from.effects.variables, ...variables } };
    return { ...from, effects, request: { platform: "platform.yaml" } };
  };

  test("is sealed, opens with its key and with no other, and takes a new key", async () => {
    const first = sealedService("key: { variable: K }", { K: key(1) });
    mkdirSync(join(first.folder, "home"), { recursive: true });
    await applySealed(first);
    const raw = readFileSync(join(first.folder, "home/state/a/dev/@000000000001"));
    expect(raw.toString("latin1")).toMatch(/^towpath-sealed-1 [0-9a-f]{16}\n/);
    expect(raw.toString("latin1")).not.toContain("resources");

    const wrong = sealedService("key: { variable: K }", { K: key(2) }, first);
    expect(await stateShow(wrong.request, wrong.effects)).toMatchObject({
      findings: [
        {
          code: "provisioning/state-sealed",
          message: expect.stringMatching(/sealed with key [0-9a-f]{16}; the variable K holds key/),
        },
      ],
    });
    const rotated = sealedService("key: { variable: K }, oldKey: { variable: OLD }", { K: key(2), OLD: key(1) }, first);
    expect(await stateShow(rotated.request, rotated.effects)).toMatchObject({ status: "ok" });
    expect(await stateReseal(rotated.request, rotated.effects)).toMatchObject({ status: "ok", data: { keys: [KEY] } });
    expect(await stateShow(wrong.request, wrong.effects)).toMatchObject({ status: "ok" });
    const without = service();
    writeFileSync(join(first.folder, "platform.yaml"), platform("").replace(", }", " }"));
    expect(await stateShow(first.request, { ...without.effects, ...first.effects })).toMatchObject({
      findings: [{ code: "provisioning/state-damaged", message: expect.stringContaining("names no key to open it") }],
    });
  });

  test("that was not sealed until now is sealed by state reseal, unless a run works on it", async () => {
    const { store, lockEffects, ...rest } = await applied();
    const { effects, request } = sealedService("key: { variable: K }", { K: key(1) }, { store, lockEffects, ...rest });
    expect(await stateShow(request, effects)).toMatchObject({
      findings: [{ code: "provisioning/state-sealed", message: expect.stringContaining("is not sealed") }],
    });
    await acquireLock(store, "runs/a.dev", holder("1"), 0, lockEffects);
    expect(await stateReseal(request, effects)).toMatchObject({
      status: "fault",
      findings: [{ code: "operation/locked", message: expect.stringContaining("anna (run 1)") }],
    });
    await updateState(store, "runs/a.dev", ({ lock: _, ...state }) => state);
    expect(await stateReseal(request, effects)).toMatchObject({ status: "ok", data: { keys: [KEY, "runs/a.dev"] } });
    expect(await stateShow(request, effects)).toMatchObject({ status: "ok", data: { state: { serial: 3 } } });
    expect(await stateReseal({}, service().effects)).toMatchObject({ findings: [{ code: "operation/not-sealed" }] });
  });

  test.each([
    [{}, "the variable K is not set"],
    [{ K: "" }, "the variable K is not set"],
    [{ K: "short" }, "expected base64 of 32 bytes"],
    [{ K: "no base64 $$$" }, "it is no base64"],
  ])("says what is wrong with the key %j", async (variables, message) => {
    const { effects, request } = sealedService("key: { variable: K }", variables);
    const result = await stateList(request, effects);
    expect(result).toMatchObject({ status: "invalid", findings: [{ code: "provisioning/state-key" }] });
    expect(result.findings[0]?.message).toContain(message);
    for (const value of Object.values(variables))
      if (value) expect(JSON.stringify(result.findings[0]?.message)).not.toContain(value);
  });

  async function applySealed({ request, effects }: ReturnType<typeof sealedService>): Promise<void> {
    const { openStateStore } = await import("../state/open-state-store.ts");
    const { store } = await openStateStore(request, effects);
    await updateState(store, KEY, (state) => ({ ...state, resources: { "resources.db": record } }));
  }
});
