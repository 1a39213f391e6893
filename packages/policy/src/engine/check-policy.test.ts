import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { defineRule } from "../rule/define-rule.ts";
import { fails, request, services } from "../testing/request.ts";
import { resourceRule, testDocs } from "../testing/rules.ts";
import { graphWith, now, placeAt, resourceWith } from "../testing/subjects.ts";
import { checkPolicy } from "./check-policy.ts";
import type { LevelName } from "./levels.ts";

describe("a check", () => {
  test("refuses two rules of one id", () => {
    const other = resourceRule({}, () => undefined);
    expect(() => checkPolicy({ ...request, rules: [fails, other] })).toThrow("Two rules are called test/judged.");
  });

  test("takes a rule that two packs have once, at the stricter of their levels", () => {
    const rules = [{ ...fails, level: "advisory" as const }, fails];
    expect(checkPolicy({ ...request, rules }).findings).toMatchObject([{ code: "test/judged", level: "mandatory" }]);
    expect(checkPolicy({ ...request, rules }).rules).toHaveLength(1);
  });

  test("lets a service be stricter with itself, and only that", () => {
    const [service = { graphs: [] }] = services;
    const levelsOf = (platform: LevelName, team: LevelName) =>
      checkPolicy({
        ...request,
        rules: [fails],
        levels: { "test/judged": platform },
        services: [{ ...service, levels: { "test/judged": team } }],
      }).findings.map(({ level }) => level);
    expect(levelsOf("advisory", "mandatory")).toEqual(["mandatory"]);
    expect(levelsOf("mandatory", "off")).toEqual(["mandatory"]);
    expect(levelsOf("mandatory", "advisory")).toEqual(["mandatory"]);
    expect(levelsOf("off", "advisory")).toEqual(["advisory"]);
  });

  test("says once where a parameter is asked for that may not be, and goes on with the one below", () => {
    const rule = defineRule({
      id: "test/least",
      phase: "graph",
      select: { resource: "*" },
      meta: {
        severity: "low",
        since: "0.1.0",
        docs: testDocs,
        params: { schema: { least: { type: "integer", default: 7 } }, merge: { least: "raise-only" } },
        messages: { said: "{{least}}" },
      },
      check: (_, context) => context.report({ messageId: "said", data: { least: context.params.least } }),
    });
    const place = placeAt(40);
    const team = { by: "service orders", values: { "test/least": { least: 3 } }, placeOf: () => place };
    const { findings } = checkPolicy({
      ...request,
      rules: [{ rule, level: "advisory" }],
      services: services.map((service) => ({ ...service, params: team })),
    });
    expect(findings).toMatchObject([
      { code: "test/least", message: "7" },
      { code: "policy/loosened-parameter", level: "mandatory", service: "orders", places: [place] },
    ]);
  });

  test("gives the same, whatever order rules, services and resources come in", () => {
    const all = ["a", "b", "c", "d"].map((name) => resourceWith({ name, address: `resources.${name}` }));
    const some = ["test/one", "test/two", "test/three"].map((id) =>
      resourceRule({ id }, ({ name }) => `${name} by ${id}`),
    );
    const expected = checkPolicy({
      services: [{ graphs: [graphWith({ resources: all })] }],
      levels: {},
      now,
      rules: some,
    });
    fc.assert(
      fc.property(
        fc.shuffledSubarray(all, { minLength: 4 }),
        fc.shuffledSubarray(some, { minLength: 3 }),
        (resources, rules) => {
          expect(checkPolicy({ services: [{ graphs: [graphWith({ resources })] }], levels: {}, now, rules })).toEqual(
            expected,
          );
        },
      ),
    );
  });

  test("of 15,000 resources by 141 rules ends in time", () => {
    const resources = Array.from({ length: 15_000 }, (_, index) =>
      resourceWith({ name: `r${index}`, address: `resources.r${index}`, type: `type-${index % 20}` }),
    );
    const rules = Array.from({ length: 141 }, (_, index) => resourceRule({ id: `test/r${index}` }, () => undefined));
    const started = performance.now();
    const result = checkPolicy({ services: [{ graphs: [graphWith({ resources })] }], levels: {}, now, rules });
    expect(result.rules.reduce((sum, { passed }) => sum + passed, 0)).toBe(15_000 * 141);
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});
