import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { defineRule } from "../rule/define-rule.ts";
import { resourceRule, testDocs } from "../testing/rules.ts";
import { graphWith, now, originAt, placeAt, planWith, resourceWith, settingWith } from "../testing/subjects.ts";
import { checkPolicy } from "./check-policy.ts";
import type { LevelName } from "./levels.ts";

const db = resourceWith();
const services = [{ graphs: [graphWith({ resources: [db] }, "dev"), graphWith({ resources: [db] }, "prod")] }];
const request = { services, levels: {}, now };
const fails = resourceRule({}, ({ name }) => `${name} is wrong.`);

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

  test("gives a rule only what it selects", () => {
    const seen: string[] = [];
    const rule = defineRule({
      id: "test/selects",
      phase: "graph",
      select: { resource: ["bucket", "postgres"], having: "size" },
      meta: { severity: "low", since: "0.1.0", docs: testDocs, messages: { never: "Never." } },
      check: ({ name }) => void seen.push(name),
    });
    const settings = { size: settingWith(1) };
    const graph = graphWith({
      resources: [
        resourceWith({ name: "a", settings }),
        resourceWith({ name: "b" }),
        resourceWith({ name: "c", type: "bucket", settings }),
        resourceWith({ name: "d", type: "queue", settings }),
      ],
    });
    const { rules } = checkPolicy({
      services: [{ graphs: [graph] }],
      levels: {},
      now,
      rules: [{ rule, level: "advisory" }],
    });
    expect(seen.sort()).toEqual(["a", "c"]);
    expect(rules[0]?.subjects).toBe(2);
  });

  describe("of changes", () => {
    const rule = defineRule({
      id: "test/changes",
      phase: "plan",
      select: { change: ["delete", "replace"] },
      meta: { severity: "low", since: "0.1.0", docs: testDocs, messages: { seen: "{{action}} of {{service}}." } },
      check(change, { report, graph }) {
        report({ messageId: "seen", data: { action: change.action, service: graph?.service.name ?? "nobody" } });
      },
    });
    const rules = [{ rule, level: "mandatory", expectsSubjects: true }] as const;

    test("is not evaluated without a plan: neither passed nor vacuous", () => {
      expect(checkPolicy({ ...request, rules }).rules).toMatchObject([
        { isEvaluated: false, isVacuous: false, subjects: 0 },
      ]);
    });

    test("stands where the difference comes from, or else where the resource stands", () => {
      const diff = [{ path: "settings.collation", unknown: false, secret: false, origin: originAt(42) }];
      const plans = [planWith([{ action: "replace", diff }, { action: "delete" }, { action: "update" }])];
      const { findings } = checkPolicy({ ...request, plans, rules });
      expect(findings).toMatchObject([
        { message: "delete of orders.", environments: ["prod"], places: [placeAt(10)] },
        { message: "replace of orders.", environments: ["prod"], places: [placeAt(42)] },
      ]);
    });
  });

  test("gives documents to rules about documents", () => {
    const rule = defineRule({
      id: "test/documents",
      phase: "documents",
      select: { document: "Service" },
      meta: { severity: "low", since: "0.1.0", docs: testDocs, messages: { seen: "{{file}}" } },
      check: (document, { report }) =>
        report({ messageId: "seen", at: document.placeOf("/metadata"), data: { file: document.file } }),
    });
    const document = { file: "towpath.yaml", raw: { kind: "Service" }, placeOf: () => placeAt(2) };
    const rules = [{ rule, level: "advisory" }] as const;
    expect(checkPolicy({ services: [{ document, graphs: [] }], levels: {}, now, rules }).findings).toMatchObject([
      { message: "towpath.yaml", environments: [], places: [placeAt(2)] },
    ]);
    const other = { ...document, raw: { kind: "Platform" } };
    expect(checkPolicy({ services: [{ document: other, graphs: [] }], levels: {}, now, rules }).findings).toEqual([]);
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

  test("tells a rule about the fleet of all services at once, and of one alone nothing", () => {
    const rule = defineRule({
      id: "test/fleet",
      phase: "fleet",
      select: { fleet: "*" },
      meta: { severity: "low", since: "0.1.0", docs: testDocs, messages: { said: "{{names}}" } },
      check: ({ services }, context) =>
        context.report({ messageId: "said", data: { names: services.map(({ name }) => name).join(" ") } }),
    });
    const named = (...names: readonly string[]) =>
      checkPolicy({
        ...request,
        services: [],
        rules: [{ rule, level: "advisory" }],
        fleet: { services: names.map((name) => ({ name, manifest: `${name}.yaml`, place: placeAt(1) })) },
      }).findings.map(({ message }) => message);
    expect(named("a", "b")).toEqual(["a b"]);
    expect(named("a")).toEqual([]);
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
