import type { Finding } from "@towpath/core";
import { describe, expect, test } from "vitest";
import { checkPolicy } from "../engine/check-policy.ts";
import type { PackRule } from "../engine/pack.ts";
import { openScene } from "../scene/open-scene.ts";
import { SCENE_FILES } from "../scene/scene.ts";
import { strict } from "../strict/pack.ts";
import { now } from "../testing/subjects.ts";
import { recommended } from "./pack.ts";

/** What rules find in an example of a rule's page, with the parameters that the page is for. */
function check(rules: readonly PackRule[], of: PackRule["rule"], example: string): readonly Finding[] {
  return checkPolicy({
    ...openScene(of, { code: example }, { now }).request,
    rules: rules.map((entry) => ({ ...entry, level: "mandatory" as const })),
    levels: {},
    params: [{ by: "the example", isPlatform: true, values: { [of.id]: of.meta.docs.params ?? {} } }],
    now,
  }).findings;
}

const everyRule = new Map([...recommended.rules, ...strict.rules].map((entry) => [entry.rule.id, entry]));

describe.each([...everyRule.values()])("the examples of $rule.id", (entry) => {
  const { rule } = entry;
  const { bad, good } = rule.meta.docs;

  test.each(bad)("fails:\n%s", (example) => {
    const findings = check([entry], rule, example);
    expect(findings).toHaveLength(1);
    expect(findings).toMatchObject([{ code: rule.id, outcome: "fail" }]);
    if (rule.phase !== "graph" && rule.phase !== "documents") return;
    expect([SCENE_FILES.manifest, SCENE_FILES.platform]).toContain(findings[0]?.places[0]?.file);
    expect(findings[0]?.places[0]?.range).toBeDefined();
  });

  test.each(good)("passes:\n%s", (example) => {
    expect(check([entry], rule, example)).toEqual([]);
  });
});

test("no rule breaks over what another one is about", () => {
  const all = [...everyRule.values()];
  for (const { rule } of all)
    for (const example of [...rule.meta.docs.bad, ...rule.meta.docs.good])
      expect(check(all, rule, example).filter(({ outcome }) => outcome === "error")).toEqual([]);
});
