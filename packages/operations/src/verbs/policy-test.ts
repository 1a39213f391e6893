import { type Finding, isBlocking } from "@towpath/core";
import type { Section } from "@towpath/report";
import { counted } from "../describe/counted.ts";
import { isInvalid } from "../documents/open-documents.ts";
import { OperationError } from "../errors.ts";
import { operation } from "../operation.ts";
import { oneOf } from "../rulebook/one-of.ts";
import { openRulebook } from "../rulebook/open-rulebook.ts";
import type { TestedRule } from "../rulebook/test-pack.ts";

/** Which packs to test. */
export interface PolicyTestRequest {
  /** Paths, globs, names of packs; those of the platform that did not come with Towpath when empty. */
  readonly packs: readonly string[];
  /** The platform whose resource types tests may use. */
  readonly platform?: string | undefined;
  /** How a change of a rule weighs that none of its tests notices; `off` tries none. `mandatory` when absent. */
  readonly mutants?: string | undefined;
}

/** How the tests ended. */
export interface PolicyTestData {
  readonly rules: readonly TestedRule[];
}

const MUTANTS = ["mandatory", "advisory", "off"] as const;

/** How long changes of code are tried, in milliseconds. */
const MUTATION_MS = 120_000;

/** Runs the tests and examples of rules, and sees whether they would notice that a rule was changed. */
export const policyTest = operation<PolicyTestRequest, PolicyTestData>("policy test", async (request, effects) => {
  const mutants = oneOf("--mutants", request.mutants, MUTANTS) ?? "mandatory";
  const book = await openRulebook({ platform: request.platform }, effects);
  const own = book.packs.packs.filter(({ kind }) => kind !== "built-in");
  if (request.packs.length === 0 && own.length === 0 && book.findings.length === 0)
    throw nothingToTest(book.platform.name);
  const { namedPacks } = await import("../packs/named-packs.ts");
  const { packs, findings: unusable } =
    request.packs.length > 0 ? await namedPacks(request.packs, book, effects) : { packs: own, findings: book.findings };
  const { testPack } = await import("../rulebook/test-pack.ts");
  const rules: TestedRule[] = [];
  const findings: Finding[] = [...unusable];
  const until = effects.clock.monotonic() + MUTATION_MS;
  for (const pack of packs) {
    const level = mutants === "off" ? undefined : mutants;
    const tested = testPack(pack, { platform: book.platform, mutants: level, until }, effects);
    rules.push(...tested.rules);
    findings.push(...tested.findings);
  }
  const isWhole = !unusable.some(isBlocking);
  return {
    ...(unusable.some(isInvalid) ? { status: "invalid" as const } : {}),
    summary: isWhole ? summaryOf(rules) : `Not everything could be tested: ${summaryOf(rules)}`,
    findings,
    sections: tableOf(rules),
    data: { rules },
  };
});

function nothingToTest(platform: string): OperationError {
  return new OperationError({
    code: "operation/pack-not-found",
    message: `The platform ${platform} names no pack but those that come with Towpath, so there is nothing to test.`,
    hint: "Name what to test: towpath policy test policies/*.yaml. towpath policy new writes a first rule.",
  });
}

function summaryOf(rules: readonly TestedRule[]): string {
  const sum = (of: (rule: TestedRule) => number): number => rules.reduce((all, rule) => all + of(rule), 0);
  const [tests, failed] = [sum((rule) => rule.tests), sum((rule) => rule.failed)];
  const [mutants, survivors, left] = [
    sum((rule) => rule.mutants),
    sum((rule) => rule.survivors),
    sum((rule) => rule.left),
  ];
  const ofTests = failed === 0 ? `${counted(tests, "test")} passed` : `${failed} of ${counted(tests, "test")} failed`;
  const ofMutants =
    mutants === 0
      ? ""
      : survivors === 0
        ? `, ${mutants} changes were noticed`
        : `, ${survivors} of ${mutants} changes went unnoticed`;
  return `${ofTests}${ofMutants}${left === 0 ? "" : `; there was no time for ${left} more`}.`;
}

function tableOf(rules: readonly TestedRule[]): readonly Section[] {
  if (rules.length === 0) return [];
  return [
    {
      kind: "table",
      head: ["rule", "tests", "failed", "changes tried", "unnoticed"],
      rows: rules.map(({ rule, tests, failed, mutants, survivors }) => [
        rule,
        ...[tests, failed, mutants, survivors].map(String),
      ]),
    },
  ];
}
