import { canonicalJson, isJsonObject, type Json, type JsonObject } from "@towpath/core";
import { describe, expect } from "vitest";
import { overlay } from "./overlay.ts";
import { fc, test } from "./testing/property.ts";

const SMALL = { depthSize: "small", maxDepth: 4 } as const;
const key = fc.constantFrom("a", "b", "c", "d");
const { json, base, over } = fc.letrec<{ json: Json; base: Json; over: Json }>((tie) => ({
  json: fc.oneof(fc.boolean(), fc.integer(), fc.string(), fc.array(fc.integer(), { maxLength: 3 })),
  base: fc.dictionary(key, fc.oneof(SMALL, tie("json"), tie("base")), { maxKeys: 3 }),
  over: fc.dictionary(key, fc.oneof(SMALL, tie("json"), fc.constant(null), tie("over")), { maxKeys: 3 }),
}));

const same = (a: Json, b: Json): void => expect(canonicalJson(a)).toBe(canonicalJson(b));

describe("an overlay", () => {
  test("the empty overlay is the identity", [base], (value) => same(overlay(value, {}), value));

  test("applying one twice is applying it once", [base, over], (value, patch) =>
    same(overlay(overlay(value, patch), patch), overlay(value, patch)),
  );

  test("the order of keys never matters", [base, over], (value, patch) =>
    same(overlay(backwards(value), backwards(patch)), overlay(value, patch)),
  );

  test("what it names is what holds; what it does not name stays", [base, over], (value, patch) => {
    const merged = members(overlay(value, patch));
    for (const [name, said] of Object.entries(members(patch))) {
      if (said === null) expect(Object.hasOwn(merged, name)).toBe(false);
      else if (typeof said !== "object" || Array.isArray(said)) expect(merged[name]).toEqual(said);
    }
    for (const name of Object.keys(members(value)))
      if (!Object.hasOwn(members(patch), name)) expect(merged[name]).toEqual(members(value)[name]);
  });

  test("nothing that is null is left, and nothing that went in is changed", [base, over], (value, patch) => {
    const before = canonicalJson([value, patch]);
    expect(canonicalJson(overlay(value, patch))).not.toContain(":null");
    expect(canonicalJson([value, patch])).toBe(before);
  });

  test("lists replace", [fc.array(json), fc.array(json)], (a, b) =>
    same(overlay({ list: a }, { list: b }), { list: b }),
  );
});

function backwards(value: Json): Json {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, member]) => [name, backwards(member)]),
  );
}

function members(value: Json): JsonObject {
  return isJsonObject(value) ? value : {};
}
