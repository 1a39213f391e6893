import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { resolveParameters } from "./parameters.ts";

const rule = {
  id: "test/rule",
  parameters: {
    schema: {
      days: { type: "integer", minimum: 1, maximum: 90, default: 7 },
      most: { type: "number", default: 10 },
      which: { type: "list", enum: ["cpu", "memory"], default: ["memory"] },
      word: { type: "string", default: "runbook" },
      strict: { type: "boolean", default: false },
    },
    merge: { days: "raise-only", most: "lower-only", which: "add-only" },
  },
} as const;
const layer = (by: string, values: Record<string, number | string | boolean | readonly string[]>) => ({
  by,
  values: { "test/rule": values },
});

describe("parameters", () => {
  test("are their defaults until somebody says otherwise", () => {
    expect(resolveParameters(rule)).toEqual({ days: 7, most: 10, which: ["memory"], word: "runbook", strict: false });
  });

  test("are what the platform says, looser or stricter", () => {
    expect(resolveParameters(rule, [layer("platform acme", { days: 3, word: "handbook" })])).toMatchObject({
      days: 3,
      word: "handbook",
    });
  });

  test("may be tightened by a team and never loosened", () => {
    const merged = (values: Parameters<typeof layer>[1]) =>
      resolveParameters(rule, [layer("platform acme", {}), layer("service orders", values)]);
    expect(merged({ days: 14, most: 5, which: ["memory", "cpu"] })).toMatchObject({
      days: 14,
      most: 5,
      which: ["memory", "cpu"],
    });
    expect(() => merged({ days: 6 })).toThrow(
      "The parameter days of test/rule, set by service orders, may not be 6: the layers below say 7 (raise-only).",
    );
    expect(() => merged({ most: 11 })).toThrow(/lower-only/);
    expect(() => merged({ which: ["cpu"] })).toThrow(/add-only/);
    expect(() => merged({ strict: true })).toThrow(/fixed/);
  });

  test("only ever get stricter, whatever teams ask for", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 90 })), (wanted) => {
        let accepted = 7;
        for (const days of wanted) {
          try {
            const layers = [layer("platform", { days: accepted }), layer("team", { days })];
            const next = Number(resolveParameters(rule, layers)["days"]);
            expect(next).toBeGreaterThanOrEqual(accepted);
            accepted = next;
          } catch (error) {
            expect(error).toMatchObject({ code: "policy/loosened-parameter" });
            expect(days).toBeLessThan(accepted);
          }
        }
      }),
    );
  });

  test.each([
    [{ days: 0 }, "The parameter days of test/rule, set by platform, is 0."],
    [{ days: 1.5 }, "is 1.5"],
    [{ days: "7" }, 'is "7"'],
    [{ which: ["disk"] }, 'is ["disk"]'],
    [{ word: 1 }, "is 1"],
    [{ strict: "yes" }, 'is "yes"'],
    [{ day: 7 }, "The parameter day of test/rule, set by platform, does not exist."],
    [{ constructor: 7 }, "does not exist"],
  ])("%j is refused", (values, message) => {
    expect(() => resolveParameters(rule, [{ by: "platform", values: { "test/rule": { ...values } } }])).toThrow(
      message,
    );
  });
});
