import type { Rule } from "../rule/define-rule.ts";
import type { Surroundings } from "../scene/open-scene.ts";
import type { Scene } from "../scene/scene.ts";
import { judgeInvalid, judgeValid } from "./judge-case.ts";
import type { CaseResult } from "./rule-tester.ts";
import { tryRule } from "./try-rule.ts";

/** Holds a rule against the examples of its own page: it finds something in each bad one, and nothing in a good one. */
export function testExamples(rule: Rule, around: Surroundings): readonly CaseResult[] {
  return examplesOf(rule).map(({ scene, kind }) => ({
    name: (scene.code ?? "").trim(),
    kind,
    problems: kind === "valid" ? judgeValid(rule, scene, around) : judgeBad(rule, scene, around),
  }));
}

/** Whether an example of a rule's page notices that the rule is another one. */
export function noticesByExamples(rule: Rule, around: Surroundings): boolean {
  return examplesOf(rule).some(
    ({ scene, kind }) => (kind === "valid" ? judgeValid : judgeBad)(rule, scene, around).length > 0,
  );
}

function examplesOf({ meta }: Rule): readonly { readonly scene: Scene; readonly kind: CaseResult["kind"] }[] {
  const { good, bad, params } = meta.docs;
  const sceneOf = (code: string): Scene => ({ code, ...(params ? { params } : {}) });
  return [
    ...good.map((code) => ({ scene: sceneOf(code), kind: "valid" as const })),
    ...bad.map((code) => ({ scene: sceneOf(code), kind: "invalid" as const })),
  ];
}

/** However much it finds, its fixes have to mend it. */
function judgeBad(rule: Rule, scene: Scene, around: Surroundings): readonly string[] {
  let count: number;
  try {
    count = tryRule(rule, scene, around).reports.length;
  } catch {
    count = 1;
  }
  return judgeInvalid(rule, { ...scene, errors: Math.max(count, 1) }, around);
}
