import {
  type Effects,
  errorMessage,
  type Finding,
  isJsonObject,
  type JsonObject,
  type Level,
  makeFinding,
  type Place,
} from "@towpath/core";
import type { PlatformModel } from "@towpath/manifest";
import type { PolicyRuleFile } from "@towpath/manifest/policy";
import type { PolicyFindingCode, Rule } from "@towpath/policy";
import type { YamlRuleOptions } from "@towpath/policy/cel";
import { runRuleTests } from "@towpath/policy/rule-tests";
import {
  noticesByExamples,
  parameterMutants,
  survivorsOf,
  TEST_DAY,
  testExamples,
  yamlMutants,
} from "@towpath/policy/testing";
import { limited } from "../packs/limited.ts";
import type { LoadedPack } from "../packs/packs.ts";
import { mutatePack } from "./pack-mutants.ts";

/** How the tests of a rule, or of the code of a pack, ended. */
export interface TestedRule {
  /** A rule's id; of a pack's code its name. */
  readonly rule: string;
  readonly tests: number;
  readonly failed: number;
  /** Changes of it that were tried. */
  readonly mutants: number;
  /** Those that no test noticed. */
  readonly survivors: number;
  /** Those that there was no time for. */
  readonly left: number;
}

/** How packs are tested. */
export interface PackTestOptions {
  /** The platform whose resource types the tests may use. */
  readonly platform: PlatformModel;
  /** How a change weighs that no test notices; none are tried when undefined. */
  readonly mutants: Level | undefined;
  /** By the clock's `monotonic`, until when changes of code are tried. */
  readonly until: number;
}

/** What came of testing a pack. */
export interface TestedPack {
  readonly rules: readonly TestedRule[];
  readonly findings: readonly Finding[];
}

/** How long the examples of one rule may take, in milliseconds. */
const RULE_MS = 5_000;

/** Runs the tests and examples of a pack's rules, and sees whether they notice changes of the rules. */
export function testPack(pack: LoadedPack, options: PackTestOptions, effects: Effects): TestedPack {
  const findings: Finding[] = [];
  const rules: TestedRule[] = [];
  for (const { rule } of pack.rules) {
    effects.signal.throwIfAborted();
    const file = pack.documents?.find(({ document }) => document.metadata.id === rule.id);
    const tested = file ? testDocument(file, rule, options) : testCode(pack, rule, options, effects.folder);
    rules.push(tested.rule);
    findings.push(...tested.findings);
  }
  if (options.mutants !== undefined && pack.kind === "code" && findings.length === 0) {
    const around = surroundingsOf(options.platform);
    const { clock, folder } = effects;
    const { mutants, survivors, left } = mutatePack(pack, around, { clock, folder, until: options.until });
    if (mutants + left > 0)
      rules.push({ rule: pack.name, tests: 0, failed: 0, mutants, survivors: survivors.length, left });
    for (const { what, place } of survivors) findings.push(unnoticed(pack.name, what, [place], options.mutants));
  }
  return { rules, findings };
}

function testDocument(file: PolicyRuleFile, rule: Rule, { platform, mutants: level }: PackTestOptions) {
  const resourceTypes = documentsOf(platform);
  const run = (one: Rule) => runRuleTests(file, one, { now: TEST_DAY, resourceTypes });
  const tests = run(rule);
  const failed = tests.filter(({ isRight }) => !isRight);
  const findings = failed.map(({ expected, place, message }) =>
    failure(rule.id, `It should ${expected} here. ${message}`, [place]),
  );
  const offered: YamlRuleOptions = {
    resourceTypes: [...(platform.isStarter ? [] : platform.types.values())].map(({ name, document }) => ({
      name,
      settings: document.settings ?? {},
    })),
  };
  const mutants = level === undefined || failed.length > 0 ? [] : yamlMutants(file, offered);
  const survivors = survivorsOf(mutants, (one) => run(one).some(({ isRight }) => !isRight));
  const at = file.source.placeOfKey(["tests"]);
  if (level !== undefined) findings.push(...survivors.map(({ what }) => unnoticed(rule.id, what, [at], level)));
  return { rule: countsOf(rule.id, tests.length, failed.length, mutants.length, survivors.length), findings };
}

function testCode(pack: LoadedPack, rule: Rule, { platform, mutants: level }: PackTestOptions, folder: string) {
  const around = surroundingsOf(platform);
  const places: readonly Place[] = pack.module === undefined ? [] : [{ file: shownModule(pack.module, folder) }];
  const within = <T>(work: () => T): T => (pack.kind === "code" ? limited(work, RULE_MS) : work());
  let tests: ReturnType<typeof testExamples>;
  try {
    tests = within(() => testExamples(rule, around));
  } catch (error) {
    const findings = [failure(rule.id, `Its examples could not be tried: ${errorMessage(error)}.`, places)];
    return { rule: countsOf(rule.id, 1, 1, 0, 0), findings };
  }
  const failed = tests.filter(({ problems }) => problems.length > 0);
  const findings = failed.map(({ name, kind, problems }) =>
    failure(
      rule.id,
      `A ${kind === "valid" ? "good" : "bad"} example of its page is none. ${problems.join(" ")} It is: ${name}`,
      places,
    ),
  );
  const set = new Set(Object.keys(rule.meta.docs.params ?? {}));
  const isOpen = level !== undefined && failed.length === 0 && pack.kind === "code";
  const mutants = isOpen ? parameterMutants(rule).filter(({ parameter }) => !set.has(parameter)) : [];
  const survivors = survivorsOf(mutants, (one) => within(() => noticesByExamples(one, around)));
  if (level !== undefined) findings.push(...survivors.map(({ what }) => unnoticed(rule.id, what, places, level)));
  return { rule: countsOf(rule.id, tests.length, failed.length, mutants.length, survivors.length), findings };
}

function shownModule(module: string, folder: string): string {
  return module.startsWith(`${folder}/`) ? module.slice(folder.length + 1) : module;
}

function countsOf(rule: string, tests: number, failed: number, mutants: number, survivors: number): TestedRule {
  return { rule, tests, failed, mutants, survivors, left: 0 };
}

function surroundingsOf(platform: PlatformModel) {
  return { now: TEST_DAY, resourceTypes: documentsOf(platform) };
}

function documentsOf({ types, isStarter }: PlatformModel): ReadonlyMap<string, JsonObject> {
  // Examples are written for no platform in particular, and what comes with Towpath is none of the author's.
  if (isStarter) return new Map();
  return new Map(
    [...types.values()].flatMap(({ name, source: { value } }) => (isJsonObject(value) ? [[name, value] as const] : [])),
  );
}

function failure(rule: string, message: string, places: readonly Place[]): Finding {
  return finding("policy/rule-test", rule, message, places, "mandatory", []);
}

function unnoticed(rule: string, what: string, places: readonly Place[], level: Level): Finding {
  return finding("policy/unnoticed-change", rule, `No test of ${rule} fails when ${what}.`, places, level, [
    "Add a test that stands at the bound, or that needs this part of the condition.",
  ]);
}

function finding(
  code: PolicyFindingCode,
  rule: string,
  message: string,
  places: readonly Place[],
  level: Level,
  suggestions: readonly string[],
): Finding {
  return makeFinding({
    code,
    message,
    docs: `packages/operations/docs/errors.md#${code.replace("/", "-")}`,
    level,
    address: `rules.${rule}`,
    places,
    suggestions,
    discriminator: message,
  });
}
