import { isJsonObject, type JsonObject, type Place } from "@towpath/core";
import type { PolicyRuleFile } from "@towpath/manifest/policy";
import { checkPolicy } from "../../engine/check-policy.ts";
import type { Rule } from "../../rule/define-rule.ts";
import { exampleTypes } from "../../scene/example-types.ts";
import { givenBy } from "./example.ts";

/** What the tests of a rule run with. */
export interface RuleTestOptions {
  readonly now: Date;
  /** Documents of the resource types that the platform offers, by name; of others every setting may be set. */
  readonly resourceTypes?: ReadonlyMap<string, JsonObject> | undefined;
}

/** How one test of a rule went. */
export interface RuleTestResult {
  /** What the rule's author says: that it passes or that it fails. */
  readonly expected: "pass" | "fail";
  /** Which of those it is, from 0. */
  readonly index: number;
  readonly place: Place;
  readonly isRight: boolean;
  /** What happened instead, as a sentence; what was found where it failed as expected. */
  readonly message: string;
}

/**
 * Runs the tests that a rule in YAML brings: each is a part of a manifest, resolved against a platform of its own; or, under
 * `workflow`, `action` or `files`, a repository; or, under `changes`, those of a plan. Beside a part of a manifest,
 * `platform` may hold a part of the platform, `environment` the name of one, and `params` values of parameters. Reads no
 * file. Never throws for what is in a test.
 *
 * @param rule what `loadYamlRules` made of the file
 */
export function runRuleTests(
  { document, source }: PolicyRuleFile,
  rule: Rule,
  { now, resourceTypes = new Map<string, JsonObject>() }: RuleTestOptions,
): readonly RuleTestResult[] {
  const examples = (["pass", "fail"] as const).flatMap((expected) =>
    document.tests[expected].map((written, index) => ({ expected, index, example: objectOf(written) })),
  );
  const types = exampleTypes(
    examples.map(({ example }) => example),
    resourceTypes,
  );
  return examples.map(({ expected, index, example }) => ({
    expected,
    index,
    place: source.placeOfValue(["tests", expected, index]),
    ...outcomeOf(rule, expected, example, types, now),
  }));
}

function outcomeOf(
  rule: Rule,
  expected: "pass" | "fail",
  example: JsonObject,
  types: Readonly<Record<string, JsonObject>>,
  now: Date,
): { readonly isRight: boolean; readonly message: string } {
  const given = givenBy(example, types, now);
  if (typeof given === "string") return { isRight: false, message: `The example cannot be used: ${given}` };
  const params = example["params"];
  const layer = { by: "the test", isPlatform: true, values: { [rule.id]: isJsonObject(params) ? params : {} } };
  const { findings, rules } = checkPolicy({
    ...given,
    rules: [{ rule, level: "mandatory" }],
    levels: {},
    params: [layer],
    now,
  });
  const wrong = findings.find(
    ({ code, outcome }) => code !== rule.id || outcome === "error" || outcome === "indeterminate",
  );
  if (wrong) return { isRight: false, message: wrong.message };
  const [found] = findings;
  const subjects = rules[0]?.subjects ?? 0;
  if (expected === "pass") {
    return found
      ? { isRight: false, message: `It finds: ${found.message}` }
      : { isRight: true, message: "It finds nothing." };
  }
  if (found) return { isRight: true, message: found.message };
  const why = subjects === 0 ? "It sees nothing of what it selects here." : "It finds nothing.";
  return { isRight: false, message: why };
}

function objectOf(value: unknown): JsonObject {
  return isJsonObject(value) ? value : {};
}
