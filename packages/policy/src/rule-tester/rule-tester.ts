import type { JsonObject } from "@towpath/core";
import type { PlatformModel } from "@towpath/manifest";
import { type Mutant, survivorsOf } from "../mutation/mutant.ts";
import { parameterMutants } from "../mutation/parameter-mutants.ts";
import type { Rule } from "../rule/define-rule.ts";
import type { Surroundings } from "../scene/open-scene.ts";
import type { Scene } from "../scene/scene.ts";
import { type InvalidCase, judgeInvalid, judgeValid } from "./judge-case.ts";

/** What a rule is to pass over, and what it is to find. */
export interface RuleTests {
  /** A text is `code`. */
  readonly valid: readonly (string | Scene)[];
  readonly invalid: readonly (string | InvalidCase)[];
}

/** How a case ended. */
export interface CaseResult {
  readonly name: string;
  readonly kind: "valid" | "invalid";
  /** Why it failed; empty when it did not. */
  readonly problems: readonly string[];
}

/** How the tests of a rule ended. */
export interface RuleTestResult {
  readonly rule: string;
  readonly isOk: boolean;
  readonly cases: readonly CaseResult[];
  /** Mutants of its parameters that no case noticed. */
  readonly survivors: readonly Mutant[];
}

/** What a test framework gives: vitest, Mocha, Jest and `node:test` do. */
export interface TestFramework {
  describe(name: string, body: () => void): unknown;
  it(name: string, body: () => void): unknown;
}

/** How rules are tried. */
export interface RuleTesterOptions {
  /** The time of the check; a fixed day when absent, so that tests say tomorrow what they say today. */
  readonly now?: Date;
  /** A platform in place of the example's. */
  readonly platform?: PlatformModel;
  /** Documents of resource types, by name, in place of the example's or beside them. */
  readonly resourceTypes?: ReadonlyMap<string, JsonObject>;
  /** Where cases are registered; the global `describe` and `it` where there are some. */
  readonly framework?: TestFramework;
  /** Whether a default that is changed has to be noticed by a case. True when absent. */
  readonly mutants?: boolean;
}

/** The day that tests of rules play on, so that they say tomorrow what they say today. */
export const TEST_DAY = new Date("2026-11-22T12:00:00Z");

/**
 * Tries rules on parts of manifests, workflows, files and plans: that they find what they should, where they should, that
 * their fixes give what they should and have nothing to do a second time, and that a changed default would be noticed.
 */
export class RuleTester {
  readonly #options: RuleTesterOptions;

  constructor(options: RuleTesterOptions = {}) {
    this.#options = options;
  }

  /** How each case ends. */
  test(rule: Rule, tests: RuleTests): RuleTestResult {
    const cases = casesOf(tests).map(({ name, kind, judge }) => ({
      name,
      kind,
      problems: judge(rule, this.#around()),
    }));
    const isOk = cases.every(({ problems }) => problems.length === 0);
    const survivors = isOk ? this.#survivors(rule, tests) : [];
    return { rule: rule.id, isOk: isOk && survivors.length === 0, cases, survivors };
  }

  /**
   * Registers a test for each case where a test framework is there; holds all of them at once where there is none.
   *
   * @throws where there is no framework and a case fails
   */
  run(rule: Rule, tests: RuleTests): void {
    const { framework = globalFramework() } = this.#options;
    if (!framework) {
      const result = this.test(rule, tests);
      if (!result.isOk) throw new Error(said(result));
      return;
    }
    framework.describe(rule.id, () => {
      for (const { name, kind, judge } of casesOf(tests))
        framework.it(`${kind}: ${name}`, () => throwFor(judge(rule, this.#around())));
      if (this.#options.mutants === false) return;
      framework.it("its tests notice each changed default", () =>
        throwFor(this.#survivors(rule, tests).map(({ what }) => `No test fails when ${what}.`)),
      );
    });
  }

  #around(): Surroundings {
    const { now = TEST_DAY, platform, resourceTypes } = this.#options;
    return { now, platform, resourceTypes };
  }

  #survivors(rule: Rule, tests: RuleTests): readonly Mutant[] {
    if (this.#options.mutants === false) return [];
    const around = this.#around();
    const cases = casesOf(tests);
    return survivorsOf(parameterMutants(rule), (mutant) => cases.some(({ judge }) => judge(mutant, around).length > 0));
  }
}

interface Case {
  readonly name: string;
  readonly kind: CaseResult["kind"];
  judge(rule: Rule, around: Surroundings): readonly string[];
}

function casesOf({ valid, invalid }: RuleTests): readonly Case[] {
  return [
    ...valid.map((one): Case => {
      const scene = typeof one === "string" ? { code: one } : one;
      return { name: nameOf(scene), kind: "valid", judge: (rule, around) => judgeValid(rule, scene, around) };
    }),
    ...invalid.map((one): Case => {
      const scene = typeof one === "string" ? { code: one } : one;
      return { name: nameOf(scene), kind: "invalid", judge: (rule, around) => judgeInvalid(rule, scene, around) };
    }),
  ];
}

function nameOf({ name, code, manifest, workflow, changes, files, services }: Scene): string {
  const shown = name ?? code ?? manifest ?? workflow ?? changes ?? files ?? services ?? "";
  return typeof shown === "string" ? shown.trim() : JSON.stringify(shown);
}

function throwFor(problems: readonly string[]): void {
  if (problems.length > 0) throw new Error(problems.join("\n"));
}

function said({ rule, cases, survivors }: RuleTestResult): string {
  const failed = cases.filter(({ problems }) => problems.length > 0);
  return [
    `The tests of ${rule} failed.`,
    ...failed.map(({ kind, name, problems }) => `${kind}: ${name}\n  ${problems.join("\n  ")}`),
    ...survivors.map(({ what }) => `No test fails when ${what}.`),
  ].join("\n");
}

function globalFramework(): TestFramework | undefined {
  const { describe, it } = { describe: globally("describe"), it: globally("it") };
  return describe && it
    ? { describe: (name, body) => describe(name, body), it: (name, body) => it(name, body) }
    : undefined;
}

function globally(name: string): ((name: string, body: () => void) => unknown) | undefined {
  const found: unknown = Reflect.get(globalThis, name);
  return typeof found === "function" ? (...args) => Reflect.apply(found, undefined, args) : undefined;
}
