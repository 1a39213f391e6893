import { type FindingFacts, makeFinding } from "@towpath/core";
import { resultOf } from "@towpath/report";
import { expect, test } from "vitest";
import { withoutAdvice } from "./without-advice.ts";

const finding = (code: string, over: Partial<FindingFacts> = {}) =>
  makeFinding({ code, message: "It is so.", docs: "docs/a.md", ...over });

test("what rules advise is left out, and what blocks, waits or comes from the operation itself stays", () => {
  const result = resultOf({
    verb: "test",
    summary: "One failed.",
    data: null,
    findings: [
      finding("workload/limits", { level: "advisory" }),
      finding("workload/limits", { level: "mandatory", outcome: "waived" }),
      finding("acme/tier", { level: "advisory", outcome: "upcoming" }),
      finding("workload/health", { level: "mandatory" }),
      finding("data/tls", { level: "advisory", outcome: "error" }),
      finding("delivery/test-flaky", {
        level: "advisory",
        docs: "packages/operations/docs/errors.md#delivery-test-flaky",
      }),
      finding("delivery/coverage-floor", { level: "advisory" }),
    ],
  });
  const { findings, counts, summary } = withoutAdvice(result);
  expect(findings.map(({ code }) => code).sort()).toEqual(["data/tls", "delivery/test-flaky", "workload/health"]);
  expect(counts).toMatchObject({ mandatory: 1, waived: 0 });
  expect(summary).toBe("One failed.");
});
