import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { resolveParameters } from "./parameters.ts";

const rule = {
  id: "test/rule",
  parameters: {
    schema: {
      days: { type: "integer", minimum: 1, maximum: 90, default: 7 },
      most: { type: "number", default: 10 },
      allowed: { type: "list", default: ["a", "b"] },
      which: { type: "list", enum: ["cpu", "memory"], default: ["memory"] },
      word: { type: "string", default: "runbook" },
      strict: { type: "boolean", default: false },
    },
    merge: { days: "raise-only", most: "lower-only", which: "add-only", allowed: "remove-only" },
  },
} as const;
const layer = (by: string, values: Record<string, number | string | boolean | readonly string[]>) => ({
  by,
  isPlatform: by.startsWith("platform"),
  values: { "test/rule": values },
});

describe("parameters", () => {
  test("are their defaults until somebody says otherwise", () => {
    expect(resolveParameters(rule)).toEqual({
      values: { days: 7, most: 10, which: ["memory"], allowed: ["a", "b"], word: "runbook", strict: false },
      problems: [],
    });
  });

  test("are what the platform says, looser or stricter", () => {
    expect(resolveParameters(rule, [layer("platform acme", { days: 3, word: "handbook" })]).values).toMatchObject({
      days: 3,
      word: "handbook",
    });
  });

  test("may be tightened by a team and never loosened", () => {
    const merged = (values: Parameters<typeof layer>[1]) =>
      resolveParameters(rule, [layer("platform acme", {}), layer("service orders", values)]);
    expect(merged({ days: 14, most: 5, which: ["memory", "cpu"], allowed: ["a"] })).toEqual({
      values: { days: 14, most: 5, which: ["memory", "cpu"], allowed: ["a"], word: "runbook", strict: false },
      problems: [],
    });
    expect(merged({ days: 6 })).toMatchObject({
      values: { days: 7 },
      problems: [
        {
          code: "policy/loosened-parameter",
          layer: { by: "service orders" },
          name: "days",
          message:
            "The parameter days of test/rule, set by service orders, may not be 6: it is 7, and a service may only raise it.",
        },
      ],
    });
    expect(merged({ most: 11 }).problems[0]?.message).toMatch(/only lower it/);
    expect(merged({ which: ["cpu"] }).problems[0]?.message).toMatch(/only add to it/);
    expect(merged({ allowed: ["a", "c"] }).problems[0]?.message).toMatch(/only take from it/);
    expect(merged({ strict: true }).problems[0]?.message).toMatch(/not change it/);
  });

  test("only ever get stricter, whatever teams ask for", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 90 })), (wanted) => {
        let accepted = 7;
        for (const days of wanted) {
          const layers = [layer("platform", { days: accepted }), layer("team", { days })];
          const { values, problems } = resolveParameters(rule, layers);
          expect(problems.map(({ code }) => code)).toEqual(days < accepted ? ["policy/loosened-parameter"] : []);
          expect(values["days"]).toBe(Math.max(days, accepted));
          accepted = Number(values["days"]);
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
  ])("%j is refused, and the default holds", (values, message) => {
    const layers = [{ by: "platform", isPlatform: true, values: { "test/rule": { ...values } } }];
    const { values: kept, problems } = resolveParameters(rule, layers);
    expect(problems).toMatchObject([{ code: "policy/invalid-parameter", message: expect.stringContaining(message) }]);
    expect(kept).toEqual(resolveParameters(rule).values);
  });
});
