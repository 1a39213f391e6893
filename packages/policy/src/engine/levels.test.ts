import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { resourceRule } from "../testing/rules.ts";
import { graphWith, now, placeAt, resourceWith } from "../testing/subjects.ts";
import { checkPolicy } from "./check-policy.ts";
import { checkLevels, type LevelName, type Levels, levelOf, strictest } from "./levels.ts";

const anyLevel = fc.constantFrom<LevelName>("off", "advisory", "mandatory");

describe("the level of a rule", () => {
  test.each<{ levels: Levels; environment: string | undefined; is: LevelName }>([
    { levels: {}, environment: "prod", is: "advisory" },
    { levels: { "a/b": "mandatory" }, environment: "prod", is: "mandatory" },
    { levels: { "a/b": "off" }, environment: "prod", is: "off" },
    { levels: { "a/b": { dev: "off", prod: "mandatory" } }, environment: "dev", is: "off" },
    { levels: { "a/b": { dev: "off", prod: "mandatory" } }, environment: "prod", is: "mandatory" },
    { levels: { "a/b": { dev: "off", prod: "mandatory" } }, environment: "int", is: "advisory" },
    { levels: { "a/b": { dev: "off", prod: "mandatory" } }, environment: undefined, is: "mandatory" },
    { levels: { "a/b": { prod: "mandatory" } }, environment: "constructor", is: "advisory" },
  ])("with $levels in $environment is $is", ({ levels, environment, is }) => {
    expect(levelOf("a/b", environment, levels, "advisory")).toBe(is);
  });

  test("the strictest of several does not depend on their order, and is one of them", () => {
    fc.assert(
      fc.property(fc.array(anyLevel, { minLength: 1 }), (levels) => {
        const one = strictest(levels);
        expect(levels).toContain(one);
        expect(strictest([...levels].reverse())).toBe(one);
        expect(strictest([...levels, "mandatory"])).toBe("mandatory");
      }),
    );
  });

  test("decides for each environment whether a rule runs and whether it blocks", () => {
    const graphs = ["dev", "int", "prod"].map((name) => graphWith({ resources: [resourceWith()] }, name));
    const rules = [resourceRule({ level: "advisory" }, () => "Wrong.")];
    const levels: Levels = { "test/judged": { dev: "off", prod: "mandatory" } };
    const result = checkPolicy({ services: [{ graphs }], levels, now, rules });
    expect(result.findings.map(({ level, environments }) => ({ level, environments }))).toEqual([
      { level: "advisory", environments: ["int"] },
      { level: "mandatory", environments: ["prod"] },
    ]);
    expect(result.rules).toMatchObject([{ level: "mandatory", subjects: 2 }]);
  });

  test("of a rule that is off everywhere keeps it from being evaluated", () => {
    const rules = [
      resourceRule({}, () => {
        throw new Error("called");
      }),
    ];
    const services = [{ graphs: [graphWith({ resources: [resourceWith()] })] }];
    expect(checkPolicy({ services, levels: { "test/judged": "off" }, now, rules })).toMatchObject({
      findings: [],
      rules: [{ level: "off", isEvaluated: false, isVacuous: false, subjects: 0 }],
    });
  });

  test("for a rule that nobody has is a finding with the name that was meant", () => {
    const rules = [resourceRule({ id: "data/backup-retention" }, () => undefined)];
    const levels: Levels = { "data/backup-retentoin": "mandatory", "setting/postgres/tls": "advisory" };
    expect(checkLevels(levels, rules, () => placeAt(7))).toMatchObject([
      {
        code: "policy/unknown-rule",
        message: 'No policy pack has a rule "data/backup-retentoin", so its level has no effect.',
        level: "mandatory",
        places: [placeAt(7)],
        suggestions: ['Did you mean "data/backup-retention"?'],
      },
    ]);
    expect(checkLevels({ "data/backup-retention": "off" }, rules, () => undefined)).toEqual([]);
  });
});
