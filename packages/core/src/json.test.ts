import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canonicalJson, isJson, own } from "./json.ts";

describe("canonical JSON", () => {
  test("the order of keys never matters", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: "grapheme" }), fc.jsonValue()), (object) => {
        const reversed = Object.fromEntries(Object.entries(object).reverse());
        expect(canonicalJson(reversed)).toBe(canonicalJson(object));
      }),
    );
  });

  test("reading it back gives the same value", () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: true }), (value) => {
        expect(canonicalJson(JSON.parse(canonicalJson(value)))).toBe(canonicalJson(value));
      }),
    );
  });

  test("names that an object cannot keep in order are in order all the same", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.stringMatching(/^[0-9a !_]{0,3}$/), fc.integer()), (object) => {
        const names = [...canonicalJson({ some: [object] }).matchAll(/"([0-9a !_]*)":-?\d/g)].map(([, name]) => name);
        expect(names).toEqual(Object.keys(object).sort());
      }),
    );
    expect(canonicalJson(JSON.parse('{"b":1,"__proto__":{"c":2,"a":3}}'))).toBe('{"__proto__":{"a":3,"c":2},"b":1}');
  });

  test("what has a prototype is written by its own properties alone", () => {
    class Dated {
      readonly b = 1;
      readonly a = new Date(0);
      toJSON() {
        return "other";
      }
    }
    expect(canonicalJson(new Dated())).toBe('{"a":{},"b":1}');
  });

  // RFC 8785, 3.2.3 and appendix B.
  test.each([
    [{ "\u20ac": 1, "\r": 2, "1": 3, "\ud83d\ude00": 4 }, '{"\\r":2,"1":3,"€":1,"😀":4}'],
    [[333333333.3333333, 1e30, 4.5, 2e-3, 1e-27, -0], "[333333333.3333333,1e+30,4.5,0.002,1e-27,0]"],
    [{ a: undefined, b: null }, '{"b":null}'],
  ])("writes %j as the RFC does", (value, expected) => {
    expect(canonicalJson(value)).toBe(expected);
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, "\ud800", () => 1, undefined])("refuses %s", (value) => {
    expect(() => canonicalJson(value)).toThrow(TypeError);
  });
});

test("a value with a prototype of its own is no JSON", () => {
  expect(isJson({ a: [1, "x", null] })).toBe(true);
  expect(isJson(new Map())).toBe(false);
  expect(isJson({ a: undefined })).toBe(false);
});

test("inherited properties are never read", () => {
  expect(own<unknown>({}, "constructor")).toBeUndefined();
  expect(own({ a: 1 }, "a")).toBe(1);
});
