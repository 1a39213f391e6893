import type { StateStore } from "@towpath/provisioning";
import { expect, test } from "vitest";
import { coverageCount } from "./coverage.ts";
import { coverageOf, recordCoverage } from "./coverage-log.ts";

const COMMIT = "ab12cd34".repeat(5);

/** A store that keeps its versions by counting. */
function memory(): StateStore & { readonly kept: Map<string, { bytes: Uint8Array; version: string }> } {
  const kept = new Map<string, { bytes: Uint8Array; version: string }>();
  return {
    kept,
    read: async (key) => kept.get(key),
    write: async (key, bytes, expected) => {
      expect(kept.get(key)?.version ?? "absent").toBe(expected);
      const version = `${kept.size}.${Math.random()}`;
      kept.set(key, { bytes, version });
      return version;
    },
    remove: async (key) => void kept.delete(key),
    async *list() {},
  };
}

test("what is recorded of a commit is there, and a second run of it replaces the first", async () => {
  const state = memory();
  expect(await coverageOf(state, "orders", COMMIT)).toBeUndefined();
  const coverage = { lines: coverageCount(1, 3), branches: undefined, functions: coverageCount(0, 0) };
  await recordCoverage(state, "orders", COMMIT, coverage);
  expect(await coverageOf(state, "orders", COMMIT)).toEqual(coverage);
  expect(await coverageOf(state, "billing", COMMIT)).toBeUndefined();
  await recordCoverage(state, "orders", COMMIT, { lines: coverageCount(2, 3) });
  expect((await coverageOf(state, "orders", COMMIT))?.lines?.percent).toBe(66.66);
  expect([...state.kept.keys()]).toEqual([`coverage/orders/${COMMIT}`]);
});

test.each([
  ["delivery/record-damaged", "{"],
  ["delivery/record-damaged", "[]"],
  ["delivery/record-damaged", '{"coverage":1,"lines":{"covered":4,"total":3}}'],
  ["delivery/record-damaged", '{"coverage":1,"lines":{"covered":-1,"total":3}}'],
  ["delivery/record-damaged", '{"coverage":1,"lines":80}'],
  ["delivery/record-newer", '{"coverage":2}'],
])("%s: %s", async (code, text) => {
  const state = memory();
  await state.write(`coverage/orders/${COMMIT}`, new TextEncoder().encode(text), "absent");
  await expect(coverageOf(state, "orders", COMMIT)).rejects.toMatchObject({ code });
});

test.each(["../../state", "HEAD", ""])("%j is no commit", async (commit) => {
  await expect(coverageOf(memory(), "orders", commit)).rejects.toThrow(RangeError);
});
