import { describe, expect, test } from "vitest";
import { db, fails, request } from "../testing/request.ts";
import { resourceRule } from "../testing/rules.ts";
import { graphWith, now } from "../testing/subjects.ts";
import { checkPolicy } from "./check-policy.ts";
import type { LevelName } from "./levels.ts";

describe("a check", () => {
  test("says how many subjects each rule saw and how they fared", () => {
    const passes = resourceRule({ id: "test/passes", level: "advisory" }, () => undefined);
    const { rules } = checkPolicy({ ...request, rules: [passes, fails] });
    expect(rules).toMatchObject([
      {
        rule: "test/judged",
        level: "mandatory",
        isEvaluated: true,
        isVacuous: false,
        subjects: 2,
        passed: 0,
        failed: 2,
      },
      {
        rule: "test/passes",
        level: "advisory",
        isEvaluated: true,
        isVacuous: false,
        subjects: 2,
        passed: 2,
        failed: 0,
      },
    ]);
  });

  test("lists a mandatory rule that should have seen something and saw nothing", () => {
    const entry = resourceRule({ expectsSubjects: true }, () => undefined);
    const check = (level: LevelName, resources = [db]) =>
      checkPolicy({
        services: [{ graphs: [graphWith({ resources })] }],
        levels: {},
        now,
        rules: [{ ...entry, level }],
      });
    expect(check("mandatory", []).rules[0]?.isVacuous).toBe(true);
    expect(check("mandatory").rules[0]?.isVacuous).toBe(false);
    expect(check("advisory", []).rules[0]?.isVacuous).toBe(false);
  });
});
