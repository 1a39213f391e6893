import { describe, expect, test } from "vitest";
import { doStep, folderForPage, pageSteps } from "./testing/page-steps.ts";

const steps = pageSteps("packages/policy/docs/red-check.md", "2026-12-01");
const folder = folderForPage("red-check");

describe("the way from a red check to a green one, one step after the other", () => {
  test("begins in red and ends in green", () => {
    const checks = steps.filter(({ first }) => first.startsWith("$ npx towpath check"));
    expect(checks[0]?.first).toMatch(/# exit code 1$/);
    expect(checks.at(-1)?.first).not.toMatch(/# exit code/);
  });

  test.each(steps.map((step) => [step.first, step] as const))("%s", async (_title, step) => {
    expect(await doStep(step, folder)).toBe(step.rest);
  });
});
