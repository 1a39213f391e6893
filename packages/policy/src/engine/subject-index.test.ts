import { describe, expect, test } from "vitest";
import { defineRule } from "../rule/define-rule.ts";
import { request } from "../testing/request.ts";
import { testDocs } from "../testing/rules.ts";
import { graphWith, now, originAt, placeAt, planWith, resourceWith, settingWith } from "../testing/subjects.ts";
import { checkPolicy } from "./check-policy.ts";

describe("a check", () => {
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
});
