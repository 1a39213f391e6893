import { afterAll, describe, expect, test } from "vitest";
import { strict } from "../strict/pack.ts";
import { openExampleChecker } from "../testing/example-checker.ts";
import { recommended } from "./pack.ts";

const { check, close } = openExampleChecker();
afterAll(close);

const everyRule = new Map([...recommended.rules, ...strict.rules].map((entry) => [entry.rule.id, entry]));

describe.each([...everyRule.values()])("the examples of $rule.id", (entry) => {
  const { bad, good } = entry.rule.meta.docs;

  test.each(bad)("fails:\n%s", (example) => {
    const { findings, text } = check([entry], { of: entry.rule, text: example });
    expect(findings).toHaveLength(1);
    expect(findings).toMatchObject([{ code: entry.rule.id, outcome: "fail" }]);
    if (text === undefined) return;
    const range = findings[0]?.places[0]?.range;
    expect(["towpath.yaml", "platform/platform.yaml"]).toContain(findings[0]?.places[0]?.file);
    expect(range?.start.line).toBeLessThanOrEqual(text.split("\n").length);
  });

  test.each(good)("passes:\n%s", (example) => {
    expect(check([entry], { of: entry.rule, text: example }).findings).toEqual([]);
  });
});

test("no rule breaks over what another one is about", () => {
  const all = [...everyRule.values()];
  for (const { rule } of all)
    for (const text of [...rule.meta.docs.bad, ...rule.meta.docs.good]) {
      const { findings } = check(all, { of: rule, text });
      expect(findings.filter(({ outcome }) => outcome === "error")).toEqual([]);
    }
});
