import { describe, expect, test } from "vitest";
import { doStep, folderForPage, pageSteps } from "./testing/page-steps.ts";

const steps = pageSteps("packages/policy/README.md", "2026-12-01");
const folder = folderForPage("policy");

describe("the page of the package policy, one step after the other", () => {
  test("has files and commands", () => {
    expect(steps.filter(({ first }) => !first.startsWith("$ ")).length).toBeGreaterThan(5);
    expect(steps.filter(({ first }) => first.startsWith("$ ")).length).toBeGreaterThan(5);
  });

  test.each(steps.map((step) => [step.first, step] as const))("%s", async (_title, step) => {
    expect(await doStep(step, folder)).toBe(step.rest);
  });
});
