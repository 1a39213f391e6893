import { describe, expect, test } from "vitest";
import { defineRule } from "../rule/define-rule.ts";
import { RuleTester, type RuleTests, tryRule } from "./index.ts";

const docs = { summary: "It holds.", rationale: "Because.", bad: ["{}"], good: ["{}"] } as const;

const retention = defineRule({
  id: "test/retention",
  phase: "graph",
  select: { resource: "postgres" },
  meta: {
    severity: "high",
    since: "1.0.0",
    fix: "safe",
    docs,
    params: { schema: { minDays: { type: "integer", minimum: 1, default: 7 } } },
    messages: { short: "{{name}} keeps backups for {{days}} days." },
  },
  check(resource, context) {
    const days = resource.settings["backupRetentionDays"];
    if (!days) return;
    if (!days.known) return context.indeterminate(days);
    const { minDays } = context.params;
    if (Number(days.value) >= minDays) return;
    const data = { name: resource.name, days: Number(days.value) };
    context.report({ messageId: "short", data, at: days, fix: (edit) => edit.set(days, minDays) });
  },
});

const pinned = defineRule({
  id: "test/pinned",
  phase: "repository",
  select: { step: "uses" },
  meta: { severity: "high", since: "1.0.0", docs, messages: { unpinned: "{{uses}} is not pinned." } },
  check(step, context) {
    if (step.kind === "uses" && !/@[0-9a-f]{40}$/.test(step.uses.scalar.text))
      context.report({ messageId: "unpinned", data: { uses: step.uses.scalar.text }, at: step.uses.scalar.place });
  },
});

const destroys = defineRule({
  id: "test/destroys",
  phase: "plan",
  select: { change: "delete" },
  meta: { severity: "high", since: "1.0.0", docs, messages: { gone: "{{address}} goes." } },
  check: (change, context) => context.report({ messageId: "gone", data: { address: change.address } }),
});

const manifest = (days: number): string => `# a database
resources:
  db:
    type: postgres
    settings:
      backupRetentionDays: ${days} # nights
`;
const TESTS: RuleTests = {
  valid: [manifest(7), { manifest: manifest(3), params: { minDays: 3 } }],
  invalid: [
    {
      manifest: manifest(6),
      messageId: "short",
      message: "db keeps backups for 6 days.",
      address: "resources.db",
      at: { line: 6, column: 28 },
      output: manifest(7),
    },
  ],
};

const tester = new RuleTester();
/** Here cases are registered with vitest's own functions, as they would be where these are global. */
new RuleTester({ framework: { describe, it: test } }).run(retention, TESTS);

const one = (tests: Partial<RuleTests>, rule = retention): readonly string[] =>
  tester.test(rule, { valid: [], invalid: [], ...tests }).cases.flatMap(({ problems }) => problems);

describe("a rule's tests", () => {
  test.each([
    [
      "finds nothing where it should",
      { invalid: [manifest(7)] },
      ["1 expected, 0 reported.", "Nothing was reported; the rule saw 1 subjects."],
    ],
    [
      "finds something where it should not",
      { valid: [manifest(6)] },
      ["It reported short: db keeps backups for 6 days."],
    ],
    [
      "says another message",
      { invalid: [{ code: manifest(6), messageId: "long" }] },
      ["messageId: expected long, found short."],
    ],
    ["stands elsewhere", { invalid: [{ code: manifest(6), at: { line: 5 } }] }, ["line: expected 5, found 6."]],
    [
      "fixes something else",
      { invalid: [{ code: manifest(6), output: "a" }] },
      [expect.stringContaining("was expected to make\na")],
    ],
    [
      "fixes what should stay",
      { invalid: [{ code: manifest(6), output: null }] },
      [expect.stringContaining("Nothing was to be fixed")],
    ],
    [
      "is about no valid document",
      { valid: ["resources: { db: { type: postgrs } }"] },
      [expect.stringContaining("postgrs")],
    ],
    ["is no YAML", { valid: ["a: ["] }, [expect.any(String)]],
    [
      "has a parameter that may not be",
      { valid: [{ code: manifest(6), params: { minDays: 0 } }] },
      [expect.stringContaining("at least 1")],
    ],
  ])("say where it %s", (_, tests, problems) => {
    expect(one(tests)).toEqual(problems);
  });

  test("look at workflows, files and plans", () => {
    const workflow =
      "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v4\n";
    const at = { line: 6, column: 15 };
    expect(
      one(
        {
          invalid: [
            { workflow, at, messageId: "unpinned" },
            { code: workflow, at },
          ],
        },
        pinned,
      ),
    ).toEqual([]);
    const files = { ".github/workflows/a.yml": workflow, ".github/workflows/b.yml": workflow };
    expect(
      one(
        {
          invalid: [
            { files, errors: 2 },
            {
              files,
              errors: [
                { at: { ...at, file: ".github/workflows/a.yml" } },
                { at: { ...at, file: ".github/workflows/b.yml" } },
              ],
            },
          ],
        },
        pinned,
      ),
    ).toEqual([]);
    const changes = [
      { address: "resources.db", action: "delete" },
      { address: "resources.x", action: "update" },
    ];
    const text = "- { address: resources.db, action: delete }\n---\nresources: { db: { type: postgres } }\n";
    expect(one({ invalid: [{ changes, message: "resources.db goes." }, text] }, destroys)).toEqual([]);
    expect(one({ valid: [{ changes: [{ action: "explode" }] }] }, destroys)).toEqual([
      expect.stringContaining("is no action"),
    ]);
  });

  test("say when a fix is not enough, or never done", () => {
    const fixing = (fix: (days: number) => number): typeof retention => ({
      ...retention,
      check: (subject, context) => {
        const inner = context;
        retention.check(subject, {
          ...inner,
          report: (report: object) =>
            Reflect.get(inner, "report").call(inner, {
              ...report,
              fix: (edit: { set(at: unknown, value: unknown): unknown }) =>
                edit.set(Reflect.get(report, "at"), fix(Number(Reflect.get(report, "data").days))),
            }),
        } as typeof context);
      },
    });
    expect(
      one(
        { invalid: [manifest(5)] },
        fixing((days) => days - 1),
      ),
    ).toEqual([
      expect.stringContaining("After its fix it is still reported"),
      "Making its fix a second time changes something again.",
    ]);
  });

  test("have to notice a default that is changed", () => {
    const { survivors, isOk } = tester.test(retention, { valid: [manifest(30)], invalid: [manifest(1)] });
    expect(survivors.map(({ what }) => what)).toEqual([
      "minDays is 6 by default, not 7",
      "minDays is 8 by default, not 7",
    ]);
    expect(isOk).toBe(false);
    expect(tester.test(retention, { valid: [manifest(7)], invalid: [manifest(6)] })).toMatchObject({ isOk: true });
  });

  test("throw all that failed where no framework registers them", () => {
    expect(() => tester.run(retention, { valid: [manifest(6)], invalid: [] })).toThrow(
      /The tests of test\/retention failed\.\nvalid: .*It reported short/s,
    );
    expect(() => tester.run(retention, { valid: [manifest(7)], invalid: [manifest(6)] })).not.toThrow();
  });
});

test("tryRule says what a rule reports, and how many subjects it saw", () => {
  const around = { now: new Date("2026-11-22") };
  expect(tryRule(retention, { manifest: manifest(6) }, around)).toMatchObject({
    subjects: 1,
    reports: [{ messageId: "short" }],
  });
});
