import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeState, EMPTY_STATE } from "./decode-state.ts";
import { encodeState } from "./encode-state.ts";
import { stateDigest } from "./state.ts";
import type { RecordedResource, StateDocument } from "./state-document.ts";

const resource: RecordedResource = {
  type: "postgres",
  engine: "local",
  driver: "postgres",
  version: "17",
  recipe: "sha256:00",
  isStateful: true,
  settings: { maxConnections: 100 },
  want: { limit: 100 },
  have: { database: "orders" },
  outputs: { host: { value: "127.0.0.1" }, password: { sealed: "v1:xx" } },
  status: "ready",
  dependsOn: [],
  idempotencyKey: "key",
};
const state: StateDocument = {
  ...EMPTY_STATE,
  serial: 7,
  resources: { "resources.db": resource },
  journal: [{ address: "resources.q", action: "create", resource, at: "2026-11-22T09:00:00Z" }],
  lock: { holder: { who: "anna", run: "1", since: "" }, token: "t" },
};
const bytes = (value: unknown) => Buffer.from(JSON.stringify(value));

describe("a state", () => {
  test("is read as it was written", () => {
    expect(decodeState(encodeState(state), "orders/dev")).toEqual(state);
    expect(decodeState(encodeState(EMPTY_STATE), "orders/dev")).toEqual(EMPTY_STATE);
  });

  test("of a newer format is refused by name", () => {
    expect(() => decodeState(bytes({ ...state, state: 2 }), "orders/dev")).toThrow(
      expect.objectContaining({
        code: "provisioning/state-newer",
        message: "The state of orders/dev has format 2; this version of Towpath reads format 1.",
      }),
    );
  });

  test("that was cut anywhere is damaged, with what to do", () => {
    const whole = encodeState(state);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: whole.length - 3 }), (length) => {
        expect(() => decodeState(whole.subarray(0, length), "orders/dev")).toThrow(
          expect.objectContaining({
            code: "provisioning/state-damaged",
            hint: expect.stringContaining("earlier generation"),
          }),
        );
      }),
    );
  });

  test("that is something else is damaged, never a crash", () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(() => decodeState(Buffer.from(text), "orders/dev")).toThrow(/cannot be read|has format/);
      }),
    );
    for (const broken of [
      { ...state, resources: { a: { ...resource, outputs: { x: {} } } } },
      { ...state, resources: { a: { ...resource, version: 17 } } },
      { ...state, journal: [{}] },
      { ...state, lock: { token: 1 } },
      { ...state, lastApplied: [] },
    ])
      expect(() => decodeState(bytes(broken), "orders/dev")).toThrow(/The state of orders\/dev cannot be read/);
  });

  test("has a digest that the lock and the count of writes are no part of", () => {
    const { lock: _, ...unlocked } = state;
    expect(stateDigest({ ...unlocked, serial: 99 })).toBe(stateDigest(state));
    expect(stateDigest({ ...state, resources: {} })).not.toBe(stateDigest(state));
    expect(stateDigest({ ...EMPTY_STATE, lock: state.lock })).toBe("absent");
  });
});
