import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { now } from "../testing/subjects.ts";
import { loadYamlRules } from "./load-yaml-rules.ts";
import { runRuleTests } from "./test/run-rule-tests.ts";
import { readRule } from "./testing/rule-file.ts";

it("the page's rule passes its tests", () => {
  const page = readFileSync(new URL("../../docs/rules-in-yaml.md", import.meta.url), "utf8");
  const text = /```yaml\n(.*?)```/s.exec(page)?.[1] ?? "";
  const { value, findings } = readRule(text);
  expect(findings).toEqual([]);
  const loaded = loadYamlRules(value ? [value] : []);
  expect(loaded.findings).toEqual([]);
  const [entry] = loaded.rules;
  const results = value && entry ? runRuleTests(value, entry.rule, { now }) : [];
  expect(results.map(({ isRight, message }) => [isRight, message])).toEqual([
    [true, "It finds nothing."],
    [true, "It finds nothing."],
    [true, "It finds nothing."],
    [true, "jobs keeps messages for less than 3 days."],
    [true, "jobs keeps messages for less than 3 days."],
  ]);
});
