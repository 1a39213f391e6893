import { describe, expect, test } from "vitest";
import { defineRule } from "../rule/define-rule.ts";
import { type db, fails, request } from "../testing/request.ts";
import { resourceRule, testDocs } from "../testing/rules.ts";
import { graphWith, now, originAt, placeAt, resourceWith, settingWith } from "../testing/subjects.ts";
import { checkPolicy } from "./check-policy.ts";
import type { LevelName } from "./levels.ts";

describe("a check", () => {
  test("gives one finding for a line, with every environment that it holds in", () => {
    const { findings } = checkPolicy({ ...request, rules: [fails] });
    expect(findings).toEqual([
      {
        code: "test/judged",
        message: "db is wrong.",
        docs: "packages/policy/docs/rules/test/judged.md",
        outcome: "fail",
        level: "mandatory",
        severity: "high",
        service: "orders",
        address: "resources.db",
        environments: ["dev", "prod"],
        places: [placeAt(10)],
        suggestions: [],
        fingerprint: expect.stringMatching(/^[0-9a-f]{32}$/),
      },
    ]);
  });

  test("points at the service's own file first, and from there at what the platform says", () => {
    const place = { ...placeAt(3), file: "types/postgres.yaml" };
    const setting = { ...settingWith(3), origin: { layer: "type", place } } as const;
    const rule = defineRule({
      id: "test/points",
      phase: "graph",
      select: { resource: "*" },
      meta: { severity: "high", since: "0.1.0", docs: testDocs, messages: { said: "It is wrong." } },
      check: (_, context) => context.report({ messageId: "said", at: setting }),
    });
    const resources = [resourceWith({ settings: { days: setting } })];
    const { findings } = checkPolicy({
      ...request,
      services: [{ graphs: [graphWith({ resources }, "prod")] }],
      rules: [{ rule, level: "mandatory" }],
    });
    expect(findings).toMatchObject([{ places: [placeAt(10), { ...place, note: "the platform says so" }] }]);
  });

  test("keeps a fix as changes at places of documents, and none where a part of it stands in none", () => {
    const fixes = (at: typeof db.origin) =>
      defineRule({
        id: "test/mended",
        phase: "graph",
        select: { resource: "*" },
        meta: { severity: "low", since: "0.1.0", docs: testDocs, fix: "safe", messages: { said: "It is wrong." } },
        check: (_, context) =>
          context.report({ messageId: "said", fix: (edit) => edit.set(at, 2, ["scale", "a/b~c"]) }),
      });
    const fixOf = (at: typeof db.origin) =>
      checkPolicy({ ...request, rules: [{ rule: fixes(at), level: "advisory" }] }).findings[0]?.fix;
    const place = { ...placeAt(3), pointer: "/workload" };
    expect(fixOf({ layer: "service", place })).toEqual({
      safety: "safe",
      changes: [{ file: "towpath.yaml", pointer: "/workload/scale/a~1b~0c", type: "set", value: 2 }],
    });
    expect(fixOf(originAt(3))).toBeUndefined();
  });

  test("reports what is not yet in force as upcoming, until its day", () => {
    const rules = [resourceRule({ effectiveFrom: "2026-12-01" }, () => "It is wrong.")];
    const at = (day: string) => checkPolicy({ ...request, rules, now: new Date(day) }).findings[0];
    expect(at("2026-11-30T23:59:59Z")).toMatchObject({
      outcome: "upcoming",
      message: "It is wrong. From 2026-12-01 on this fails.",
    });
    expect(at("2026-12-01T00:00:00Z")).toMatchObject({ outcome: "fail", message: "It is wrong." });
  });

  describe("of a value that is known only after apply", () => {
    const rule = defineRule({
      id: "test/known",
      phase: "graph",
      select: { resource: "postgres", having: "size" },
      meta: { severity: "low", since: "0.1.0", docs: testDocs, messages: { never: "Never." } },
      check(resource, context) {
        const size = resource.settings["size"];
        if (size && !size.known) context.indeterminate(size, ["settings", "size"]);
      },
    });
    const graphs = [
      graphWith({ resources: [resourceWith({ settings: { size: settingWith({ why: "it holds db.size" }) } })] }),
    ];
    const check = (level: LevelName, purpose: "check" | "apply") =>
      checkPolicy({ services: [{ graphs }], levels: {}, now, purpose, rules: [{ rule, level }] }).findings;

    test("is indeterminate, and says why and where", () => {
      expect(check("mandatory", "check")).toMatchObject([
        {
          outcome: "indeterminate",
          address: "resources.db.settings.size",
          message: "It holds. Whether that holds is known only after apply: it holds db.size.",
          places: [placeAt(20)],
        },
      ]);
    });

    test("counts as failed before an apply where the rule is mandatory, and says so", () => {
      expect(check("mandatory", "apply")[0]).toMatchObject({
        outcome: "fail",
        message: expect.stringMatching(/counts as failed/),
      });
      expect(check("advisory", "apply")[0]).toMatchObject({ outcome: "indeterminate" });
    });
  });

  test("never passes a rule that threw, and lets the others report", () => {
    const throws = resourceRule({ id: "test/throws", level: "advisory" }, () => {
      throw new TypeError("x is undefined");
    });
    const { findings, rules } = checkPolicy({ ...request, rules: [throws, fails] });
    expect(findings.map(({ code, outcome, message }) => [code, outcome, message])).toEqual([
      ["test/judged", "fail", "db is wrong."],
      ["test/throws", "error", "The rule test/throws could not be evaluated: x is undefined."],
    ]);
    expect(rules.find(({ rule }) => rule === "test/throws")).toMatchObject({ errors: 2, passed: 0 });
  });

  test("keeps what a rule had reported before it threw", () => {
    const rule = defineRule({
      id: "test/both",
      phase: "graph",
      select: { service: "*" },
      meta: { severity: "low", since: "0.1.0", docs: testDocs, messages: { first: "First." } },
      check(_, context) {
        context.report({ messageId: "first" });
        throw new Error("second");
      },
    });
    const { findings } = checkPolicy({ ...request, rules: [{ rule, level: "mandatory" }] });
    expect(findings.map(({ outcome }) => outcome).sort()).toEqual(["error", "fail"]);
  });

  test("that is asynchronous is an error, for it says what it found too late", () => {
    const rule = defineRule({
      id: "test/late",
      phase: "graph",
      select: { resource: "*" },
      meta: { severity: "low", since: "0.1.0", docs: testDocs, messages: { never: "Never." } },
      check: async () => {
        throw new Error("Nobody hears this.");
      },
    });
    const { findings } = checkPolicy({ ...request, rules: [{ rule, level: "mandatory" }] });
    expect(findings).toMatchObject([{ outcome: "error", message: expect.stringContaining("asynchronous") }]);
  });

  test("ends a rule from elsewhere that takes too long, and lets the others report", () => {
    const endless = { ...resourceRule({ id: "test/endless" }, () => undefined), from: "@acme/policy@1.0.0" };
    const limit = () => {
      throw new Error("it did not end within 1 second");
    };
    const { findings, rules } = checkPolicy({ ...request, rules: [endless, fails], limit });
    expect(findings.map(({ code, outcome }) => [code, outcome])).toEqual([
      ["test/endless", "error"],
      ["test/judged", "fail"],
    ]);
    expect(rules.find(({ rule }) => rule === "test/endless")).toMatchObject({ errors: 2, passed: 0 });
  });
});
