import { describe, expect, test } from "vitest";
import { loadYamlRules } from "../yaml-rule/load-yaml-rules.ts";
import { runRuleTests } from "../yaml-rule/test/run-rule-tests.ts";
import { ruleFile } from "../yaml-rule/testing/rule-file.ts";
import { celMutants } from "./cel-mutants.ts";
import { codeMutants } from "./code-mutants.ts";
import { survivorsOf } from "./mutant.ts";
import { yamlMutants } from "./yaml-mutants.ts";

test.each([
  ["a >= 7", ["a > 7", "a >= 6", "a >= 8"]],
  ["a && b", ["(b)", "(a)"]],
  ["a || (b && c)", ["((b && c))", "(a)", "a || ((c))", "a || ((b))"]],
  ["!a", ["(a)"]],
  ["a == 'x'", ["a != 'x'", 'a == "x~"']],
  ["a in ['x', 'y']", ["!(a in ['x', 'y'])", "a in ['y']", "a in ['x']", `a in ["x~", 'y']`, `a in ['x', "y~"]`]],
  ["a.startsWith('x')", ["(!a.startsWith('x'))", 'a.startsWith("x~")']],
  ["has(a.b)", ["!has(a.b)"]],
  ["a ? b : c", ["(a ? c : b)"]],
  [
    "l.exists(x, x > 0)",
    ["(!l.exists(x, x > 0))", "l.all(x, x > 0)", "l.exists(x, x >= 0)", "l.exists(x, x > (-1))", "l.exists(x, x > 1)"],
  ],
  ["a + b < true", ["a + b <= true", "a - b < true", "a + b < false"]],
  ["a ==", []],
])("each of %s differs in one thing", (source, mutants) => {
  expect(celMutants(source).map(({ text }) => text)).toEqual(mutants);
});

describe("code", () => {
  test("differs in what it does, and not in what it says of itself", () => {
    const source = `import { defineRule } from "@towpath/policy";
export const rule = defineRule({
  meta: { severity: "high", params: { schema: { days: { default: 7 } } } },
  check(one, context) {
    if (!one.known) return;
    if (one.value >= 3 && one.isOn) context.report({ at: one });
  },
});
function isOdd(n) { return n % 2 === 1 || false; }
const isEven = (n) => isOdd(n - 1);
`;
    const lines = codeMutants(source).map(({ text, start }) =>
      text
        .slice(text.lastIndexOf("\n", start) + 1)
        .split("\n")[0]
        ?.trim(),
    );
    expect(lines).toEqual([
      "if ((one.known)) return;",
      "if ((one.isOn)) context.report({ at: one });",
      "if ((one.value >= 3)) context.report({ at: one });",
      "if (one.value > 3 && one.isOn) context.report({ at: one });",
      "if (one.value >= 2 && one.isOn) context.report({ at: one });",
      "if (one.value >= 4 && one.isOn) context.report({ at: one });",
      "function isOdd(n) { return (false); }",
      "function isOdd(n) { return (n % 2 === 1); }",
      "function isOdd(n) { return n % 2 !== 1 || false; }",
      "function isOdd(n) { return n % 1 === 1 || false; }",
      "function isOdd(n) { return n % 3 === 1 || false; }",
      "function isOdd(n) { return n % 2 === 0 || false; }",
      "function isOdd(n) { return n % 2 === 2 || false; }",
      "function isOdd(n) { return n % 2 === 1 || true; }",
      "const isEven = (n) => isOdd(n + 1);",
      "const isEven = (n) => isOdd(n - 0);",
      "const isEven = (n) => isOdd(n - 2);",
    ]);
  });

  test("that cannot be parsed has none", () => expect(codeMutants("const = 1")).toEqual([]));
});

describe("the mutants of a rule in YAML", () => {
  const ruleWith = (pass: string, fail: string): string => `apiVersion: towpath.dev/v1
kind: PolicyRule
metadata: { id: acme/backups, severity: high, docs: { summary: It keeps backups., rationale: Because. } }
params: { minDays: { type: integer, default: 7 } }
select: { resource: postgres }
when: resource.name != "scratch"
assert: resource.settings.backupRetentionDays >= params.minDays
message: "{{resource.name}} keeps backups too short."
tests:
  pass: [${pass}]
  fail: [${fail}]
`;
  const db = (days: number, name = "db"): string =>
    `{ resources: { ${name}: { type: postgres, settings: { backupRetentionDays: ${days} } } } }`;

  function survivors(text: string): readonly string[] {
    const file = ruleFile(text);
    const [entry] = loadYamlRules([file]).rules;
    if (!entry) throw new Error("The rule is none.");
    const now = new Date("2026-11-22");
    expect(runRuleTests(file, entry.rule, { now }).filter(({ isRight }) => !isRight)).toEqual([]);
    return survivorsOf(yamlMutants(file, {}), (rule) =>
      runRuleTests(file, rule, { now }).some(({ isRight }) => !isRight),
    ).map(({ what }) => what);
  }

  test("are all noticed where tests stand at the bound and on both sides of it", () => {
    expect(survivors(ruleWith(`${db(7)}, ${db(1, "scratch")}`, db(6)))).toEqual([]);
  });

  test("live where they do not", () => {
    expect(survivors(ruleWith(db(30), db(1)))).toEqual([
      "`when` is left out",
      '`"scratch~"` stands in the place of `"scratch"` in `when`',
      "`>` stands in the place of `>=` in `assert`",
      "minDays is 6 by default, not 7",
      "minDays is 8 by default, not 7",
    ]);
  });
});
