import fc from "fast-check";
import { expect, test } from "vitest";
import { address, addressSegments } from "./address.ts";

test("taking an address apart gives what it was made of", () => {
  fc.assert(
    fc.property(fc.array(fc.string(), { minLength: 1 }), (segments) => {
      expect(addressSegments(address(...segments))).toEqual(segments);
    }),
  );
});

test("a dot in a name is no separator", () => {
  expect(address("resources", "my.db")).toBe("resources.my\\.db");
});
