import { describe, expect, test } from "vitest";
import { doStep, folderForPage, pageSteps } from "./testing/page-steps.ts";

const steps = pageSteps("packages/policy/docs/tighten.md", "2026-11-23");
const folder = folderForPage("tighten");

describe("how a rule is tightened, one step after the other", () => {
  test("has steps on several days", () => {
    expect(new Set(steps.map(({ day }) => day)).size).toBeGreaterThan(3);
    expect(steps.filter(({ first }) => first.startsWith("$ ")).length).toBeGreaterThan(8);
  });

  test.each(steps.map((step) => [`${step.day}: ${step.first}`, step] as const))("%s", async (_title, step) => {
    expect(await doStep(step, folder)).toBe(step.rest);
  });
});
