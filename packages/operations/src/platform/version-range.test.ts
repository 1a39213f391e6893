import fc from "fast-check";
import satisfies from "semver/functions/satisfies.js";
import { expect, test } from "vitest";
import { isInRange } from "./version-range.ts";

const number = fc.oneof(fc.nat(3), fc.nat(12));
const version = fc.tuple(number, number, number).map((numbers) => numbers.join("."));
const partial = fc
  .tuple(number, fc.option(fc.oneof(number, fc.constantFrom("x", "*"))), fc.option(fc.oneof(number, fc.constant("x"))))
  .map(([major, minor, patch]) => {
    const isFree = minor === null || typeof minor === "string";
    return [major, minor, isFree && typeof patch === "number" ? null : patch].filter((part) => part !== null).join(".");
  });
const comparator = fc
  .tuple(
    fc.constantFrom("", "=", "~", "^", ">", ">=", "<", "<=", "v", ">= ", "^ "),
    fc.oneof(partial, version, fc.constant("*")),
  )
  .map(([sign, numbers]) => sign + numbers);
const range = fc
  .array(fc.array(comparator, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 3 })
  .map((all) => all.map((one) => one.join(" ")).join(" || "));
const numRuns = process.env["TOWPATH_LONG"] ? 100_000 : 3_000;

test("says of a release what npm says", () => {
  const property = fc.property(version, range, (found, wanted) => {
    expect(isInRange(found, wanted), `${found} in ${wanted}`).toBe(satisfies(found, wanted));
  });
  fc.assert(property, { numRuns });
});

test("never takes what npm would not take, whatever the texts are", () => {
  const text = fc.oneof(
    fc.string(),
    fc
      .array(fc.constantFrom("1", ".", "2", "-rc.1", "^", " ", "||", "+b", "x", ">", "=", "<", "~", "v", "next"))
      .map((all) => all.join("")),
  );
  const property = fc.property(fc.oneof(version, text), fc.oneof(range, text), (found, wanted) => {
    if (satisfies(found, found) && isInRange(found, wanted))
      expect(satisfies(found, wanted) || found.trim() === wanted.trim(), `${found} in ${wanted}`).toBe(true);
  });
  fc.assert(property, { numRuns });
});

test.each([
  ["2.1.0-rc.1", "2.1.0-rc.1", true],
  ["2.1.0-rc.1", "^2.0.0", false],
  ["2.1.0-rc.1", "*", false],
  ["2.1.0+linux", "2.1.0", true],
  ["2.1.0", "next", false],
  ["2.1.0", "", true],
  ["2.1.0", "2.1.0-rc.1", false],
  ["nonsense", "*", false],
])("%s in %j", (found, wanted, expected) => {
  expect(isInRange(found, wanted)).toBe(expected);
});
