import { compareFindings, compareText, type Finding } from "@towpath/core";
import type { PolicyRuleFile } from "@towpath/manifest/policy";
import type { PackRule } from "../engine/pack.ts";
import { compileRule, packBudgets } from "./compile-rule.ts";
import type { OfferedType } from "./subject/settings-type.ts";

/** What a platform offers, so that settings can be checked by name. */
export interface YamlRuleOptions {
  /** Resource types by name. A rule about types that are not among them may ask for any setting. */
  readonly resourceTypes?: Iterable<OfferedType> | undefined;
}

/** Rules that were read, and what is wrong with those that were not. */
export interface LoadedYamlRules {
  /** Advice unless a pack or the platform says otherwise. Sorted by id. */
  readonly rules: readonly PackRule[];
  readonly findings: readonly Finding[];
}

/**
 * Makes rules of documents of kind `PolicyRule`: the rules of one pack, which share one budget in each check. A rule with
 * anything wrong in it is none; all that is wrong is said at once.
 *
 * @param files as `loadPolicyRule` read them
 */
export function loadYamlRules(
  files: readonly PolicyRuleFile[],
  { resourceTypes = [] }: YamlRuleOptions = {},
): LoadedYamlRules {
  const offered = new Map([...resourceTypes].map((type) => [type.name, type]));
  const budgetFor = packBudgets();
  const read = files.map((file) => ({ file, ...compileRule(file, { offered, budgetFor }) }));
  const rules = read.flatMap(({ file, rule }): readonly PackRule[] =>
    rule ? [{ rule, level: "advisory", from: file.source.file }] : [],
  );
  return {
    rules: rules.toSorted((a, b) => compareText(a.rule.id, b.rule.id)),
    findings: read.flatMap(({ findings }) => findings).sort(compareFindings),
  };
}
