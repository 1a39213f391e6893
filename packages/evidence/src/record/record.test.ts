import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { canonicalJson } from "@towpath/core";
import { fileStore } from "@towpath/provisioning";
import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { keySigner } from "../signing/key-signer.ts";
import type { SignedStatement } from "../signing/signed-statement.ts";
import { ecKeys } from "../testing/key-pairs.ts";
import { type MemoryStore, memoryStore } from "../testing/memory-store.ts";
import { sample } from "../testing/samples.ts";
import { directoryAnchor } from "./directory-anchor.ts";
import { type Entry, entryDigest, type Head, headOf } from "./entry.ts";
import { openRecord } from "./evidence-record.ts";
import type { RecordFlawKind } from "./record-flaw.ts";
import { entryKey, statementKey } from "./record-keys.ts";
import { verifyRecord } from "./verify-record.ts";

const keys = ecKeys();
const trust = { keys: [keys.trusted] };
const NOW = new Date("2026-11-20T12:00:00.000Z");
const LENGTH = 7;

/** Each is about the same artifact and says something else. */
const signed: readonly SignedStatement[] = await Promise.all(
  Array.from({ length: 24 }, (_, index) =>
    keySigner(keys.privateKey, "$KEY").sign(sample("deployment", { number: index + 1 })),
  ),
);

interface Recorded {
  readonly store: MemoryStore;
  readonly entries: readonly Entry[];
}

async function recorded(count = LENGTH, from = 0): Promise<Recorded> {
  const store = memoryStore();
  const record = openRecord(store, "orders");
  for (const [index, one] of signed.slice(from, from + count).entries())
    await record.append(one, new Date(NOW.getTime() + index * 1_000));
  return { store, entries: await record.entries() };
}

function headsOf(entries: readonly Entry[], indexes: readonly number[]): readonly Head[] {
  return entries.filter(({ index }) => indexes.includes(index)).map((entry) => headOf(entry, NOW));
}

async function flawsOf(store: MemoryStore, heads: readonly Head[]): Promise<readonly RecordFlawKind[]> {
  const { flaws } = await verifyRecord({ store, service: "orders", heads, trust });
  return flaws.map(({ kind }) => kind);
}

function putEntry(store: MemoryStore, index: number, entry: Entry): void {
  store.values.set(entryKey("orders", index), new TextEncoder().encode(`${canonicalJson(entry)}\n`));
}

/** All that follows an entry, chained anew: what somebody does who wants to hide a change. */
function chainAnew(store: MemoryStore, entries: readonly Entry[]): readonly Entry[] {
  let previous: Entry | undefined;
  const anew = entries.map((entry, place) => {
    previous = { ...entry, index: place + 1, previous: previous ? entryDigest(previous) : null };
    return previous;
  });
  for (let index = 1; index <= LENGTH; index += 1) store.values.delete(entryKey("orders", index));
  for (const entry of anew) putEntry(store, entry.index, entry);
  return anew;
}

test("a record that nobody touched has no flaw, wherever it was anchored", async () => {
  const { store, entries } = await recorded();
  expect(entries.map(({ index }) => index)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(fc.integer({ min: 1, max: LENGTH })), async (anchored) => {
      const verdict = await verifyRecord({ store, service: "orders", heads: headsOf(entries, anchored), trust });
      expect(verdict).toMatchObject({ flaws: [], anchored: Math.max(0, ...anchored) });
    }),
    { numRuns: 20 },
  );
});

const anyIndex = fc.integer({ min: 1, max: LENGTH });

/** What somebody may do to an entry in place, and by which names it may be said. */
test("an entry that was changed is noticed, with or without an anchor", async () => {
  const { store, entries } = await recorded();
  await fc.assert(
    fc.asyncProperty(
      anyIndex,
      fc.constantFrom<Partial<Entry>>(
        { at: "2026-11-20T12:00:00.500Z" },
        { predicateType: "https://slsa.dev/provenance/v1" },
        { statement: `sha256:${"0".repeat(64)}` },
        { subjects: [`git:${"d".repeat(40)}`] },
        { previous: `sha256:${"1".repeat(64)}` },
        { service: "billing" },
      ),
      async (index, change) => {
        const copy = memoryStore(new Map(store.values));
        const entry = entries[index - 1];
        if (!entry) throw new Error("there is no such entry");
        putEntry(copy, index, { ...entry, ...change });
        const flaws = await flawsOf(copy, headsOf(entries, [LENGTH]));
        const names: readonly RecordFlawKind[] = ["changed", "backdated", "removed", "rewritten"];
        expect(flaws.filter((flaw) => names.includes(flaw))).not.toEqual([]);
        // The time of the last one alone stands in nothing that follows it: that takes the anchor.
        if (index < LENGTH || !("at" in change)) expect(await flawsOf(copy, [])).not.toEqual([]);
      },
    ),
    { numRuns: 60 },
  );
});

test("an entry that was removed from the middle is noticed and named", async () => {
  const { store, entries } = await recorded();
  for (let index = 1; index < LENGTH; index += 1) {
    const copy = memoryStore(new Map(store.values));
    copy.values.delete(entryKey("orders", index));
    const { flaws } = await verifyRecord({ store: copy, service: "orders", heads: headsOf(entries, []), trust });
    expect(flaws).toContainEqual({ kind: "removed", index, message: `Entry ${index} is not there any more.` });
  }
});

test("two entries that changed places are noticed and named", async () => {
  const { store, entries } = await recorded();
  await fc.assert(
    fc.asyncProperty(anyIndex, anyIndex, async (a, b) => {
      fc.pre(a !== b);
      const copy = memoryStore(new Map(store.values));
      for (const [at, of] of [
        [a, b],
        [b, a],
      ] as const) {
        const entry = entries[of - 1];
        if (entry) putEntry(copy, at, entry);
      }
      expect(await flawsOf(copy, [])).toContain("reordered");
    }),
    { numRuns: 20 },
  );
});

test("an end that was cut off is noticed as far as an anchor has seen it", async () => {
  const { store, entries } = await recorded();
  await fc.assert(
    fc.asyncProperty(anyIndex, fc.integer({ min: 0, max: LENGTH - 1 }), async (anchored, left) => {
      const copy = memoryStore(new Map(store.values));
      for (let index = left + 1; index <= LENGTH; index += 1) copy.values.delete(entryKey("orders", index));
      const flaws = await flawsOf(copy, headsOf(entries, [anchored]));
      expect(flaws).toEqual(left < anchored ? ["cut-off"] : []);
    }),
    { numRuns: 40 },
  );
});

test("a record that was chained anew after a change is noticed by its anchor, and by nothing else", async () => {
  const { store, entries } = await recorded();
  await fc.assert(
    fc.asyncProperty(
      anyIndex,
      anyIndex,
      fc.constantFrom("leave out", "swap with the next", "put in"),
      async (index, anchored, what) => {
        const copy = memoryStore(new Map(store.values));
        const list = [...entries];
        const [entry] = list.splice(index - 1, 1);
        if (what === "swap with the next" && entry) list.splice(index, 0, entry);
        if (what === "put in" && entry) list.splice(index - 1, 0, { ...entry, at: entry.at }, entry);
        const anew = chainAnew(
          copy,
          list.map((one) => ({ ...one, at: NOW.toISOString() })),
        );
        const flaws = await flawsOf(copy, headsOf(entries, [anchored]));
        const without = await flawsOf(copy, []);
        expect(without.filter((flaw) => flaw !== "duplicate")).toEqual([]);
        const isSame =
          entryDigest(anew[anchored - 1] ?? { ...(list[0] as Entry), index: 0 }) ===
          headsOf(entries, [anchored])[0]?.entry;
        if (!isSame) expect(flaws.some((flaw) => flaw === "rewritten" || flaw === "cut-off")).toBe(true);
        if (what === "put in") expect(without).toEqual(["duplicate"]);
      },
    ),
    { numRuns: 60 },
  );
});

test("a record that somebody else wrote from its first entry on is named as that", async () => {
  const { entries } = await recorded();
  const other = await recorded(LENGTH, 10);
  expect(await flawsOf(other.store, headsOf(entries, [3, 7]))).toEqual(["rewritten", "rewritten"]);
  expect(await flawsOf(memoryStore(), headsOf(entries, [7]))).toEqual(["cut-off"]);
  expect(await flawsOf(other.store, [...headsOf(entries, [3]), ...headsOf(other.entries, [3])])).toContain("forked");
});

test("a statement that was changed, exchanged, or taken away is noticed", async () => {
  const { store, entries } = await recorded();
  const [first, second] = entries;
  if (!first || !second) throw new Error("nothing was recorded");
  const swap = memoryStore(new Map(store.values));
  swap.values.set(statementKey(first), store.values.get(statementKey(second)) ?? new Uint8Array());
  const gone = memoryStore(new Map(store.values));
  gone.values.delete(statementKey(first));
  const cut = memoryStore(new Map(store.values));
  cut.values.set(statementKey(first), (store.values.get(statementKey(first)) ?? new Uint8Array()).slice(0, -9));
  expect(await flawsOf(swap, [])).toEqual(["changed"]);
  expect(await flawsOf(gone, [])).toEqual(["removed"]);
  expect(await flawsOf(cut, [])).toEqual(["changed"]);
});

test("a statement that nobody believed signed is in no record unnoticed", async () => {
  const store = memoryStore();
  const record = openRecord(store, "orders");
  await record.append(await keySigner(ecKeys().privateKey, "$KEY").sign(sample("sbom")), NOW);
  expect(await flawsOf(store, [])).toEqual(["not-believed"]);
});

test("what was signed with a key that was lost cannot be put before the loss", async () => {
  const { store, entries } = await recorded(3);
  const last = entries.at(-1);
  const late = signed[9];
  if (!last || !late) throw new Error("nothing was recorded");
  const entry = await openRecord(store, "orders").append(late, new Date("2027-01-01T00:00:00Z"));
  putEntry(store, entry.index, { ...entry, at: "2026-01-01T00:00:00Z" });
  expect(await flawsOf(store, [])).toEqual(["backdated"]);
});

test("writers at the same time each get a place, the same statement gets one, and a slow clock goes not back", async () => {
  const folder = await mkdtemp(join(tmpdir(), "towpath-evidence-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const store of [memoryStore(), fileStore(folder)]) {
    const writers = Array.from({ length: 4 }, () => openRecord(store, "orders"));
    await Promise.all(
      signed.flatMap((one, index) => {
        const at = new Date(NOW.getTime() - index * 60_000);
        return [writers[index % 4]?.append(one, at), ...(index < 6 ? [writers[(index + 1) % 4]?.append(one, at)] : [])];
      }),
    );
    const verdict = await verifyRecord({ store, service: "orders", heads: [], trust });
    expect(verdict.flaws).toEqual([]);
    expect(new Set(verdict.entries.map(({ statement }) => statement)).size).toBe(signed.length);
    expect(verdict.entries.length).toBe(signed.length);
  }
});

test("a statement that is on record is not recorded again, however much came after it", async () => {
  const { store, entries } = await recorded();
  const [first] = signed;
  if (!first) throw new Error("nothing was signed");
  expect(await openRecord(store, "orders").append(first, NOW)).toEqual(entries[0]);
  expect(await openRecord(store, "orders").entries()).toEqual(entries);
});

test("a run that was killed between the statement and its entry is gone on with", async () => {
  const { store } = await recorded(2);
  const [, , third] = signed;
  if (!third) throw new Error("nothing was signed");
  const before = [...store.values.keys()];
  const entry = await openRecord(memoryStore(store.values), "orders").append(third, NOW);
  store.values.delete(entryKey("orders", entry.index));
  expect(await flawsOf(store, [])).toEqual([]);
  expect((await openRecord(store, "orders").append(third, NOW)).index).toBe(3);
  expect(store.values.size).toBe(before.length + 2);
});

test("bytes that are no entry are said to be none, and nothing is added after them", async () => {
  for (const text of ["", "{", "null", '{"v":2}', '{"v":1,"index":1}', '{"v":1,"__proto__":{}}']) {
    const { store } = await recorded(2);
    store.values.set(entryKey("orders", 2), new TextEncoder().encode(text));
    expect(await flawsOf(store, [])).toContain("unreadable");
    const [, , third] = signed;
    if (third)
      await expect(openRecord(store, "orders").append(third, NOW)).rejects.toMatchObject({
        code: "evidence/record-damaged",
      });
  }
});

test("an anchor in a folder keeps each head once, and says what it cannot read", async () => {
  const folder = await mkdtemp(join(tmpdir(), "towpath-anchor-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const anchor = directoryAnchor(folder);
  const { entries } = await recorded(2);
  const heads = headsOf(entries, [1, 2]);
  expect(await anchor.heads("orders")).toEqual([]);
  for (const head of [...heads, ...heads]) await anchor.publish(head);
  expect(await anchor.heads("orders")).toEqual(heads);
  expect(await anchor.heads("billing")).toEqual([]);
  expect(await readdir(join(folder, "orders"))).toHaveLength(2);
  for (const text of ["{}", ""]) {
    await writeFile(join(folder, "orders/00000003-x.json"), text);
    await expect(anchor.heads("orders")).rejects.toMatchObject({ code: "evidence/anchor" });
  }
});

test("an anchor in a folder knows a head whose file a killed run left empty", async () => {
  const folder = await mkdtemp(join(tmpdir(), "towpath-anchor-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const anchor = directoryAnchor(folder);
  const { store, entries } = await recorded(3);
  for (const head of headsOf(entries, [1, 3])) await anchor.publish(head);
  const [, last = ""] = await readdir(join(folder, "orders"));
  await writeFile(join(folder, "orders", last), "");
  const heads = await anchor.heads("orders");
  expect(heads.map(({ index, entry }) => ({ index, entry }))).toEqual(
    headsOf(entries, [1, 3]).map(({ index, entry }) => ({ index, entry })),
  );
  expect(await flawsOf(store, heads)).toEqual([]);
  store.values.delete(entryKey("orders", 3));
  expect(await flawsOf(store, heads)).toEqual(["cut-off"]);
});

test("an anchor in a folder is read however many heads it keeps, with few files open", async () => {
  const folder = await mkdtemp(join(tmpdir(), "towpath-anchor-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await mkdir(join(folder, "orders"));
  const { entries } = await recorded(1);
  const [head] = headsOf(entries, [1]);
  for (let index = 1; index <= 400; index += 1)
    await writeFile(join(folder, "orders", `${index}.json`), JSON.stringify({ ...head, index }));
  const script = `import { directoryAnchor } from ${JSON.stringify(new URL("directory-anchor.ts", import.meta.url).href)};
console.log((await directoryAnchor(process.argv[1]).heads("orders")).length);`;
  const node = [process.execPath, "--conditions=@towpath/source", "--input-type=module", "-e", script, folder];
  // The descriptors of Node itself are among them.
  const { stdout } = await promisify(execFile)("sh", ["-c", 'ulimit -n 100 && exec "$@"', "sh", ...node]);
  expect(stdout.trim()).toBe("400");
});

test("more heads than a call takes arguments are looked at", async () => {
  const { store, entries } = await recorded(2);
  const [head] = headsOf(entries, [2]);
  if (!head) throw new Error("There is no head.");
  const { flaws, anchored } = await verifyRecord({ store, service: "orders", heads: Array(200_000).fill(head) });
  expect({ flaws, anchored }).toEqual({ flaws: [], anchored: 2 });
});
