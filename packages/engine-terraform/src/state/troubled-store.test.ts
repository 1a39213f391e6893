import { nodeClock } from "@towpath/core";
import { acquireLock, ProvisioningError, stateKey, unlockRun, withLock } from "@towpath/provisioning";
import { expect, onTestFinished, test } from "vitest";
import { serveState } from "./serve-state.ts";
import { ask } from "./testing/ask.ts";
import { contextOf } from "./testing/context-of.ts";
import { stateBench, stateText } from "./testing/state-bench.ts";
import { troubledStore } from "./testing/troubled-store.ts";

/** A clock that runs faster by fifty. */
const quick = {
  ...nodeClock,
  monotonic: () => nodeClock.monotonic() * 50,
  sleep: (ms: number, signal: AbortSignal) => nodeClock.sleep(ms / 50, signal),
};

async function troubled(context = { ...contextOf("1"), clock: quick }) {
  const bench = await stateBench();
  const store = troubledStore(bench.store);
  const served = await serveState(bench.parts({ store, context }));
  onTestFinished(() => served.close());
  return { ...bench, below: bench.store, store, served };
}
const unreachable = () =>
  new ProvisioningError({
    code: "provisioning/store-unreachable",
    message: "The store does not answer.",
    hint: "Wait.",
  });

test("a store that is gone for a while is waited for, and nobody hears of it", async () => {
  const { served, store } = await troubled();
  store.go(unreachable);
  setTimeout(() => store.come(), 300);
  expect(await ask(served, "POST", { body: stateText(1, { db: "x" }) })).toMatchObject({ status: 200 });
  store.go();
  setTimeout(() => store.come(), 300);
  expect(await ask(served, "GET")).toMatchObject({ status: 200 });
  expect(served.failure()).toBeUndefined();
});

test("a store that stays away is said in our words, and Terraform is told not to try again", async () => {
  const { served, store } = await troubled();
  await ask(served, "GET");
  store.go(unreachable);
  expect(await ask(served, "POST", { body: stateText(1, { db: "x" }) })).toMatchObject({ status: 424 });
  expect(served.failure()).toMatchObject({
    code: "engine-terraform/state-unwritten",
    message: "Terraform's state terraform/orders/dev/cloud could not be written: The store does not answer.",
    hint: "What Terraform knows is kept aside, and the next run takes it up. Wait.",
  });
  store.come();
  expect(await ask(served, "POST", { body: stateText(1, { db: "x" }) })).toMatchObject({ status: 200 });
  expect(served.failure()).toBeUndefined();
});

test("one that cannot be read is said as it is", async () => {
  const { served, store } = await troubled();
  store.go(unreachable);
  expect(await ask(served, "GET")).toMatchObject({ status: 424 });
  expect(served.failure()).toMatchObject({ code: "provisioning/store-unreachable" });
});

test("once the run was interrupted, less is waited for", async () => {
  const interrupted = new AbortController();
  const { served, store } = await troubled({ ...contextOf("1", interrupted.signal), clock: quick });
  store.go(unreachable);
  interrupted.abort();
  const begunAt = performance.now();
  expect(await ask(served, "POST", { body: stateText(1) })).toMatchObject({ status: 424 });
  expect(performance.now() - begunAt).toBeLessThan(1_500);
});

test("a slow store is waited for, one request after the other", async () => {
  const { served, store } = await troubled();
  store.slow(200);
  const all = await Promise.all([1, 2, 3].map((serial) => ask(served, "POST", { body: stateText(serial) })));
  expect(all.filter(({ status }) => status === 200).length).toBeGreaterThan(0);
  expect(await ask(served, "GET")).toMatchObject({ status: 200 });
});

test("a write whose answer was lost is found to be ours", async () => {
  const { served, store } = await troubled();
  await ask(served, "POST", { body: stateText(1) });
  store.loseAnswer();
  expect(await ask(served, "POST", { body: stateText(2, { db: "x" }) })).toMatchObject({ status: 200 });
  expect(await ask(served, "POST", { body: stateText(3, { db: "x" }) })).toMatchObject({ status: 200 });
  expect(store.writes).toBe(3);
});

test("what someone else wrote in between is not written over", async () => {
  const { served, store, below, key } = await troubled();
  await ask(served, "POST", { body: stateText(1) });
  const other = await below.read(key);
  store.beforeWrite(async () => {
    const bytes = Buffer.from(
      Buffer.from(other?.bytes ?? [])
        .toString()
        .replace("anna", "berta"),
    );
    await below.write(key, bytes, other?.version ?? "absent");
  });
  expect(await ask(served, "POST", { body: stateText(2) })).toMatchObject({ status: 409 });
  expect(served.failure()).toMatchObject({
    code: "engine-terraform/state-conflict",
    message: expect.stringContaining("berta (run 1) since 2026-11-22T09:00:00.000Z wrote"),
  });
});

test("a run whose lock was taken away writes nothing more, and says who has it", async () => {
  const bench = await stateBench();
  const effects = { clock: nodeClock, signal: new AbortController().signal, events: () => undefined };
  const context = contextOf("1");
  const environment = stateKey("orders", "dev");
  await withLock(bench.store, environment, context.holder, 0, effects, async ({ store }) => {
    const served = await serveState(bench.parts({ store }));
    expect(await ask(served, "POST", { body: stateText(1, { db: "x" }) })).toMatchObject({ status: 200 });
    await unlockRun(bench.store, environment, "1");
    await acquireLock(bench.store, environment, contextOf("2").holder, 0, effects);
    expect(await ask(served, "POST", { body: stateText(2) })).toMatchObject({ status: 424 });
    expect(served.failure()?.message).toContain("The lock of orders/dev was lost to anna (run 2)");
    await served.close();
  });
  const next = await serveState(bench.parts({ mode: "read" }));
  onTestFinished(() => next.close());
  expect(await ask(next, "GET")).toEqual({ status: 200, text: stateText(1, { db: "x" }) });
});
