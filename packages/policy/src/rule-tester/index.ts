// Trying rules

export type { Surroundings } from "../scene/open-scene.ts";
export { type Scene, SceneError } from "../scene/scene.ts";
export { noticesByExamples, testExamples } from "./example-tests.ts";
export type { Expected, InvalidCase } from "./judge-case.ts";
export {
  type CaseResult,
  RuleTester,
  type RuleTesterOptions,
  type RuleTestResult,
  type RuleTests,
  TEST_DAY,
  type TestFramework,
} from "./rule-tester.ts";
export { type Reported, type Tried, tryRule } from "./try-rule.ts";

// Changing rules, to see whether their tests notice

export { codeMutants } from "../mutation/code-mutants.ts";
export { type Mutant, survivorsOf } from "../mutation/mutant.ts";
export { type ParameterMutant, parameterMutants } from "../mutation/parameter-mutants.ts";
export type { TextMutant } from "../mutation/text-mutant.ts";
export { yamlMutants } from "../mutation/yaml-mutants.ts";
