import { expect, test } from "vitest";
import { memoryStore } from "../testing/memory-store.ts";
import { recordsOf, writeRecord } from "./numbered-records.ts";

/** A store with so many records, which says how many are read at the same moment. */
async function rowOf(count: number) {
  const state = memoryStore();
  for (let number = 1; number <= count; number += 1) await writeRecord(state, "row", number, { number }, "absent");
  const reads = { all: 0, atOnce: 0, most: 0 };
  const counting = {
    ...state,
    async read(key: string) {
      reads.all += 1;
      reads.atOnce += 1;
      reads.most = Math.max(reads.most, reads.atOnce);
      await new Promise((resolve) => setImmediate(resolve));
      reads.atOnce -= 1;
      return state.read(key);
    },
  };
  return { state: counting, reads };
}

test("all of a long row are read in their order, several at once", async () => {
  const { state, reads } = await rowOf(100);
  const found: number[] = [];
  for await (const { number } of recordsOf(state, "row")) found.push(number);
  expect(found).toEqual(Array.from({ length: 100 }, (_, index) => 100 - index));
  expect(reads).toEqual({ all: 100, atOnce: 0, most: 16 });
});

test("whoever wants the newest, or some of them, reads no more", async () => {
  const first = await rowOf(100);
  for await (const { number } of recordsOf(first.state, "row")) {
    expect(number).toBe(100);
    break;
  }
  expect(first.reads.all).toBe(1);
  const some = await rowOf(100);
  for await (const { number } of recordsOf(some.state, "row", 20)) expect(number).toBeGreaterThan(80);
  expect(some.reads.all).toBe(20);
});

test("a damaged one is met when it is its turn", async () => {
  const { state } = await rowOf(3);
  const stored = await state.read("row/00000001");
  await state.write("row/00000001", Buffer.from("{"), stored?.version ?? "absent");
  const found: number[] = [];
  const reading = (async () => {
    for await (const { number } of recordsOf(state, "row")) found.push(number);
  })();
  await expect(reading).rejects.toMatchObject({ code: "delivery/record-damaged" });
  expect(found).toEqual([3, 2]);
});
