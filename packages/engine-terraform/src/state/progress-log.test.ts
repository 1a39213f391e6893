import { nodeClock } from "@towpath/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { encodePending, type PendingImport, readPending } from "./pending.ts";
import { progressLog } from "./progress-log.ts";
import { pendingKey } from "./state-key.ts";
import { contextOf } from "./testing/context-of.ts";
import { generationsOf, stateBench } from "./testing/state-bench.ts";
import { troubledStore } from "./testing/troubled-store.ts";

const short = (pending: readonly PendingImport[]) => pending.map(({ to, id, why }) => `${to} ${id} ${why}`);

describe("the progress log", () => {
  test("notes what was planned, begun and made, and strikes off what Terraform knows", async () => {
    const { store, key } = await stateBench();
    const log = progressLog(store, key, contextOf("7"));
    await log.plan(["a", "b", "c"]);
    expect(short(await readPending(store, key))).toEqual(["a  planned", "b  planned", "c  planned"]);
    log.begin("a");
    log.begin("b");
    log.note({ to: "a", id: "id-a" });
    await log.flush();
    expect(short(await readPending(store, key))).toEqual(["a id-a made", "b  begun", "c  planned"]);
    expect((await readPending(store, key))[0]).toMatchObject({ run: "7", at: expect.stringContaining("T") });
    await log.settle(["a", "c", "never heard of"]);
    expect(short(await readPending(store, key))).toEqual(["b  begun"]);
    await log.settle(["b"]);
    expect(await readPending(store, key)).toEqual([]);
  });

  test("keeps the id of what an earlier run made, whatever a later one begins", async () => {
    const { store, key } = await stateBench();
    const first = progressLog(store, key, contextOf("1"));
    first.note({ to: "a", id: "id-a" });
    first.note({ to: "b", id: "mine", why: "adopted" });
    await first.flush();
    const next = progressLog(store, key, contextOf("2"));
    await next.plan(["a", "b"]);
    next.begin("a");
    await next.flush();
    expect(short(await readPending(store, key))).toEqual(["a id-a made", "b mine adopted"]);
    next.note({ to: "b", id: "another", why: "adopted" });
    await next.flush();
    expect(short(await readPending(store, key))).toEqual(["a id-a made", "b another adopted"]);
  });

  test("says what it strikes off although something else stands there", async () => {
    const { store, key } = await stateBench();
    const log = progressLog(store, key, contextOf("1"));
    for (const to of ["a", "b", "c"]) log.note({ to, id: `id-${to}` });
    const ids = new Map([
      ["a", "id-a"],
      ["b", "another"],
    ]);
    expect(short(await log.settle(["a", "b"], ids))).toEqual(["b id-b made"]);
    expect(short(await readPending(store, key))).toEqual(["c id-c made"]);
    expect(await log.settle(["c"])).toEqual([]);
  });

  test("notes what a replacement took down, before or after the new one was made", async () => {
    const { store, key } = await stateBench();
    const log = progressLog(store, key, contextOf("1"));
    await log.plan(["a", "b"]);
    log.gone("a", "old-a");
    log.note({ to: "a", id: "new-a" });
    log.note({ to: "b", id: "new-b" });
    await log.flush();
    log.gone("b", "old-b");
    log.gone("c", "old-c"); // it is not to be made anew
    await log.flush();
    expect(await readPending(store, key)).toMatchObject([
      { to: "a", id: "new-a", gone: "old-a" },
      { to: "b", id: "new-b", gone: "old-b" },
    ]);
  });

  test("writes together what comes while a write is under way", async () => {
    const { store: below, key } = await stateBench();
    const store = troubledStore(below);
    store.slow(20);
    const log = progressLog(store, key, contextOf("1"));
    for (let number = 0; number < 1_000; number += 1) {
      log.begin(`t${number}`);
      log.note({ to: `t${number}`, id: `id-${number}` });
      if (number % 100 === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await log.flush();
    expect(await readPending(store, key)).toHaveLength(1_000);
    expect(store.writes).toBeLessThan(5);
  });

  test("writes the first note at once, without being asked to", async () => {
    const { store, key } = await stateBench();
    const log = progressLog(store, key, contextOf("1"));
    log.begin("a");
    await expect.poll(async () => short(await readPending(store, key))).toEqual(["a  begun"]);
    log.note({ to: "a", id: "id" });
    await expect.poll(async () => short(await readPending(store, key))).toEqual(["a id made"]);
  });

  test("forgets nothing while the store is gone, and says so when it stays away", async () => {
    const { store: below, key } = await stateBench();
    const store = troubledStore(below);
    const log = progressLog(store, key, contextOf("1"), 150);
    store.go();
    log.note({ to: "a", id: "1" });
    await expect(log.flush()).rejects.toThrow("the store is gone");
    log.note({ to: "b", id: "2" });
    store.come();
    await log.flush();
    expect(short(await readPending(store, key))).toEqual(["a 1 made", "b 2 made"]);
  });

  test("is merged with what another writes", async () => {
    const { store, key } = await stateBench();
    const [one, other] = [progressLog(store, key, contextOf("1")), progressLog(store, key, contextOf("2"))];
    for (let number = 0; number < 20; number += 1) {
      one.note({ to: `one${number}`, id: "x" });
      other.note({ to: `other${number}`, id: "x" });
      await Promise.all([one.flush(), other.flush()]);
    }
    expect(await readPending(store, key)).toHaveLength(40);
  });

  test("holds what was noted last of each, in whatever order notes and writes meet", async () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant("begin" as const), to: fc.constantFrom("a", "b", "c") }),
      fc.record({
        kind: fc.constant("note" as const),
        to: fc.constantFrom("a", "b", "c"),
        id: fc.constantFrom("1", "2"),
      }),
      fc.record({ kind: fc.constant("settle" as const), to: fc.constantFrom("a", "b", "c") }),
      fc.record({ kind: fc.constantFrom("flush" as const, "wait" as const) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        const { memoryStore } = await import("@towpath/testkit");
        const store = memoryStore();
        const expected = new Map<string, string>();
        const quick = { ...nodeClock, sleep: async () => undefined };
        const log = progressLog(store, "terraform/a/b/c", { ...contextOf("1"), clock: quick });
        for (const each of steps) {
          if (each.kind === "begin") {
            log.begin(each.to);
            if (!expected.get(each.to)) expected.set(each.to, "");
          } else if (each.kind === "note") {
            log.note({ to: each.to, id: each.id });
            expected.set(each.to, each.id);
          } else if (each.kind === "settle") {
            await log.settle([each.to]);
            expected.delete(each.to);
          } else if (each.kind === "flush") await log.flush();
          else await new Promise((resolve) => setImmediate(resolve));
        }
        await log.flush();
        const found = await readPending(store, "terraform/a/b/c");
        expect(new Map(found.map(({ to, id }) => [to, id]))).toEqual(expected);
      }),
      { numRuns: process.env["TOWPATH_LONG"] ? 2_000 : 100 },
    );
  });
});

describe("a list of what is pending", () => {
  test.each([
    ["cut", (text: string) => text.slice(0, 30), "engine-terraform/state-damaged"],
    ["no list", () => '{"pendingImports":1}', "engine-terraform/state-damaged"],
    ["something else", () => '{"pendingImports":1,"imports":[{"to":1}]}', "engine-terraform/state-damaged"],
    ["of a newer Towpath", () => '{"pendingImports":2}', "engine-terraform/state-newer"],
  ])("that is %s is told, and not written over", async (_what, change, code) => {
    const { store, key } = await stateBench();
    const text = change(Buffer.from(encodePending([{ to: "a", id: "1", why: "made", run: "1", at: "" }])).toString());
    await store.write(pendingKey(key), Buffer.from(text), "absent");
    await expect(readPending(store, key)).rejects.toMatchObject({ code });
    const log = progressLog(store, key, contextOf("1"));
    log.begin("b");
    await expect(log.flush()).rejects.toMatchObject({ code });
    expect(await generationsOf(store, pendingKey(key))).toBe(1);
  });
});
