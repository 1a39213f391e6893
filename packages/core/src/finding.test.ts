import fc from "fast-check";
import { expect, test } from "vitest";
import { compareFindings, type Finding, isBlocking } from "./finding.ts";

const finding = (over: Partial<Finding>): Finding => ({
  code: "a/b",
  message: "",
  docs: "",
  outcome: "fail",
  level: "mandatory",
  severity: "high",
  address: "",
  environments: [],
  places: [],
  suggestions: [],
  fingerprint: "",
  ...over,
});

test("findings come in the order of their places, then codes, whatever order they arrive in", () => {
  const at = (line: number) => ({ file: "f", range: { start: { line, column: 1 }, end: { line, column: 2 } } });
  const ordered = [
    finding({ places: [] }),
    finding({ places: [{ file: "f" }] }),
    finding({ code: "a/a", places: [at(2)] }),
    finding({ places: [at(2)] }),
    finding({ places: [at(10)] }),
  ];
  fc.assert(
    fc.property(fc.shuffledSubarray(ordered, { minLength: ordered.length }), (shuffled) => {
      expect([...shuffled].sort(compareFindings)).toEqual(ordered);
    }),
  );
});

test.each([
  ["mandatory", "fail", true],
  ["mandatory", "error", true],
  ["mandatory", "pending", true],
  ["mandatory", "waived", false],
  ["mandatory", "upcoming", false],
  ["advisory", "fail", false],
] as const)("%s and %s blocks: %s", (level, outcome, expected) => {
  expect(isBlocking(finding({ level, outcome }))).toBe(expected);
});
