import type { PolicyRuleDocument, PolicyRuleFile } from "@towpath/manifest/policy";
import { loadYamlRules, type YamlRuleOptions } from "../yaml-rule/load-yaml-rules.ts";
import { celMutants } from "./cel-mutants.ts";
import type { Mutant } from "./mutant.ts";
import { parameterMutants } from "./parameter-mutants.ts";

/** A rule in YAML with each part of its conditions, and each default of its parameters, changed a little. */
export function yamlMutants({ document, source }: PolicyRuleFile, options: YamlRuleOptions): readonly Mutant[] {
  const made = (changed: PolicyRuleDocument, what: string): readonly Mutant[] => {
    const [entry] = loadYamlRules([{ document: changed, source }], options).rules;
    // What does not fit its types is no rule.
    return entry ? [{ what, rule: entry.rule }] : [];
  };
  const { when, ...always } = document;
  const [unchanged] = loadYamlRules([{ document, source }], options).rules;
  return [
    ...(when === undefined ? [] : made(always, "`when` is left out")),
    ...(["when", "assert"] as const).flatMap((part) =>
      celMutants(document[part] ?? "").flatMap(({ from, to, text }) =>
        made({ ...document, [part]: text }, `\`${to}\` stands in the place of \`${from}\` in \`${part}\``),
      ),
    ),
    ...(unchanged ? parameterMutants(unchanged.rule) : []),
  ];
}
