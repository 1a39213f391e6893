import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { countFindings } from "./count-findings.ts";
import { resultOf } from "./result-of.ts";
import { findingWith, runs, untrustedResults } from "./testing/findings.ts";

describe("a result", () => {
  test("counts every finding once", () => {
    fc.assert(
      fc.property(untrustedResults, ({ findings, counts }) => {
        const sum = counts.mandatory + counts.advisory + counts.waived + counts.indeterminate;
        expect(sum).toBe(findings.length);
      }),
      { numRuns: runs },
    );
  });

  test("counts what blocks, what advises and what waits apart", () => {
    expect(
      countFindings([
        findingWith(),
        findingWith({ outcome: "error" }),
        findingWith({ outcome: "pending" }),
        findingWith({ level: "advisory" }),
        findingWith({ outcome: "upcoming" }),
        findingWith({ outcome: "waived" }),
        findingWith({ outcome: "indeterminate" }),
      ]),
    ).toEqual({ mandatory: 3, advisory: 2, waived: 1, indeterminate: 1, pending: 1, upcoming: 1, errors: 1 });
  });

  test("shows its findings in their order, whatever order they came in", () => {
    const [a, b] = [findingWith({ places: [{ file: "a.yaml" }] }), findingWith({ places: [{ file: "b.yaml" }] })];
    expect(resultOf({ verb: "check", summary: "", data: {}, findings: [b, a] }).findings).toEqual([a, b]);
  });

  test.each([
    { findings: [], status: "ok" },
    { findings: [findingWith({ level: "advisory" })], status: "ok" },
    { findings: [findingWith()], status: "failed" },
    { findings: [findingWith(), findingWith({ outcome: "error", level: "advisory" })], status: "fault" },
  ])("ends as $status with what it found", ({ findings, status }) => {
    expect(resultOf({ verb: "check", summary: "", data: {}, findings }).status).toBe(status);
    expect(resultOf({ verb: "check", status: "ok", summary: "", data: {}, findings }).status).toBe(status);
  });

  test("ends as its operation says, where it says", () => {
    expect(
      resultOf({ verb: "check", status: "invalid", summary: "", data: {}, findings: [findingWith()] }).status,
    ).toBe("invalid");
  });
});
