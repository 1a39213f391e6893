import { describe, expect, test } from "vitest";
import { checkPolicy } from "../engine/check-policy.ts";
import { testDocs } from "../testing/rules.ts";
import { graphWith, now, placeAt, resourceWith, settingWith } from "../testing/subjects.ts";
import { defineRule } from "./define-rule.ts";

const meta = { severity: "low", since: "0.1.0", docs: testDocs, messages: { few: "{{name}} has {{count}}." } } as const;

describe("a rule", () => {
  test("compiles only where it looks whether a value is known, and reports what its messages need", () => {
    const rule = defineRule({
      id: "test/typed",
      phase: "graph",
      select: { resource: "postgres" },
      meta: { ...meta, params: { schema: { min: { type: "integer", default: 3 } } } },
      check(resource, context) {
        const count = resource.settings["count"];
        if (!count) return;
        // Each directive is the assertion: the type check fails when the line below it compiles.
        // @ts-expect-error a setting has a value only where it is known
        void count.value;
        if (!count.known) return context.indeterminate(count);
        const min: number = context.params.min;
        // @ts-expect-error the message also needs `count`
        if (min < 0) context.report({ messageId: "few", data: { name: "x" } });
        // @ts-expect-error there is no such message
        if (min < 0) context.report({ messageId: "fewer", data: { name: "x", count: 1 } });
        if (Number(count.value) < min) {
          context.report({ at: count, messageId: "few", data: { name: resource.name, count: Number(count.value) } });
        }
      },
    });
    const graphs = [graphWith({ resources: [resourceWith({ settings: { count: settingWith(2) } })] })];
    const { findings } = checkPolicy({ services: [{ graphs }], levels: {}, now, rules: [{ rule, level: "advisory" }] });
    expect(findings).toMatchObject([{ message: "db has 2.", places: [placeAt(20)] }]);
  });

  test("cannot select what its phase does not have", () => {
    const rule = defineRule({
      id: "test/phase",
      phase: "graph",
      // The directive is the assertion: the type check fails when the line below it compiles.
      // @ts-expect-error changes are there in phase plan
      select: { change: "*" },
      meta,
      check: () => undefined,
    });
    const { rules } = checkPolicy({
      services: [{ graphs: [graphWith()] }],
      levels: {},
      now,
      rules: [{ rule, level: "advisory" }],
    });
    expect(rules).toMatchObject([{ subjects: 0 }]);
  });

  test.each(["Data/x", "data", "data/x/y", "data/x_y", ""])("is not called %j", (id) => {
    const definition = { id, phase: "graph", select: { service: "*" }, meta, check: () => undefined } as const;
    expect(() => defineRule(definition)).toThrow(
      `The rule "${id}" cannot be used: its id is not of the form group/name`,
    );
  });

  test.each(["2026-13-01", "2026-02-30", "soon"])("does not start on %s", (effectiveFrom) => {
    expect(() =>
      defineRule({
        id: "test/date",
        phase: "graph",
        select: { service: "*" },
        meta: { ...meta, effectiveFrom },
        check: () => undefined,
      }),
    ).toThrow(/effectiveFrom/);
  });

  test("has defaults within their own bounds", () => {
    const params = { schema: { days: { type: "integer", minimum: 7, default: 1 } } } as const;
    const definition = { id: "test/bounds", phase: "graph", select: { service: "*" }, check: () => undefined } as const;
    expect(() => defineRule({ ...definition, meta: { ...meta, params } })).toThrow(
      "The parameter days of test/bounds, set by its default, is 1.",
    );
  });
});
