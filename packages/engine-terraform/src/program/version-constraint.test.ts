import fc from "fast-check";
import { expect, test } from "vitest";
import { compareVersions, meets, parseConstraint } from "./version-constraint.ts";

function isMet(version: string, text: string): boolean {
  const constraint = parseConstraint(text);
  if (!constraint) throw new Error(`${text} is no constraint`);
  return meets(version, constraint);
}

test.each([
  ["1.11.4", ">= 1.11", true],
  ["1.11.4", ">= 1.11, < 2", true],
  ["2.0.0", ">= 1.11, < 2", false],
  ["1.11.4", "1.11.4", true],
  ["1.11.4", "= v1.11.4", true],
  ["1.11.4", "1.11", false],
  ["1.11.0", "1.11", true],
  ["1.11.4", "!= 1.11.4", false],
  ["1.11.4", "~> 1.11", true],
  ["1.14.0", "~> 1.11", true],
  ["2.0.0", "~> 1.11", false],
  ["1.12.0", "~> 1.11.0", false],
  ["1.11.9", "~> 1.11.0", true],
  ["1.11.0", "~> 1.11.1", false],
  ["5.0.0", "~> 1", false],
  ["1.9.0", "~> 1", true],
  ["1.12.0-rc1", ">= 1.11", false],
  ["1.12.0-rc1", "1.12.0-rc1", true],
  ["1.12.0-rc2", ">= 1.12.0-rc1", true],
  ["1.13.0-rc2", ">= 1.12.0-rc1", false],
  ["1.12.0", "> 1.12.0-rc1", true],
  ["no version", ">= 0", false],
])("%s with %s: %s", (version, constraint, expected) => {
  expect(isMet(version, constraint)).toBe(expected);
});

test.each(["", "newest", ">= 1.11,", "=> 1", "1.x", ">= 1.11 < 2", "1.2.3.4", ">= 1.11; rm", "1..2"])(
  "%j is no constraint",
  (text) => {
    expect(parseConstraint(text)).toBe(undefined);
  },
);

test("versions are in one order, newer after older", () => {
  const ordered = [
    "1.0.0-alpha",
    "1.0.0-alpha.1",
    "1.0.0-alpha.beta",
    "1.0.0-beta.2",
    "1.0.0-beta.11",
    "1.0.0-rc.1",
    "1.0.0",
    "1.0.10",
    "1.2.0",
    "1.10.0",
  ];
  expect([...ordered].reverse().sort(compareVersions)).toEqual(ordered);
});

test("a constraint and its opposite never both hold", () => {
  const version = fc.tuple(fc.nat(3), fc.nat(3), fc.nat(3)).map((numbers) => numbers.join("."));
  fc.assert(
    fc.property(version, version, (a, b) => {
      expect(isMet(a, `>= ${b}`)).toBe(!isMet(a, `< ${b}`));
      expect(isMet(a, `= ${b}`)).toBe(!isMet(a, `!= ${b}`));
      if (isMet(a, `~> ${b}`)) expect(isMet(a, `>= ${b}`)).toBe(true);
    }),
  );
});

test("whatever the text, it can be read", () => {
  fc.assert(fc.property(fc.string(), (text) => void parseConstraint(text)));
});
