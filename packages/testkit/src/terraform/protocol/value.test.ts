import { Encoder, ExtData } from "@msgpack/msgpack";
import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeValue, encodeValue, isKnown, UNKNOWN, type Value } from "./value.ts";

const { value } = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(null, true, false, UNKNOWN),
    fc.string(),
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }).filter((number) => !Object.is(number, -0)),
    fc.array(tie("value")),
    fc.dictionary(
      fc.string().filter((key) => key !== "__proto__"),
      tie("value"),
      { noNullPrototype: true },
    ),
  ),
}));

test("what is written is read again", () => {
  fc.assert(
    fc.property(value, (each) => {
      expect(decodeValue(encodeValue(each))).toEqual(each);
    }),
  );
});

test("an unknown value is extension 0, and one of which something is known is unknown, too", () => {
  expect([...encodeValue(UNKNOWN)]).toEqual([0xd4, 0, 0]);
  const refined = new Encoder().encode([new ExtData(12, new Uint8Array([0x81, 1, 0xc2]))]);
  expect(decodeValue(refined)).toEqual([UNKNOWN]);
  expect(isKnown(decodeValue(refined))).toBe(false);
});

test("a large number that comes as text or as 64 bits stays a number", () => {
  const bytes = new Encoder({ useBigInt64: true }).encode({ n: 2n ** 40n });
  expect(decodeValue(bytes)).toEqual({ n: 2 ** 40 });
});
