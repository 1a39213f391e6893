import type { Finding } from "@towpath/core";
import type { PlatformModel, ServiceDocument } from "@towpath/manifest";
import { checkLevels, checkParameters, checkTeamLevels, type PackRule } from "@towpath/policy";

/** What a platform asks of rules that there are none of. */
export function askedOfRules(
  { levels, params, source }: PlatformModel,
  rules: readonly PackRule[],
): readonly Finding[] {
  const at = (block: string) => (rule: string) => source.placeOfKey(["policies", block, rule]);
  return [...checkLevels(levels, rules, at("levels")), ...checkParameters(params, rules, at("params"))];
}

/** What a service asks of rules that there are none of, or less strictly than its platform. */
export function askedByService(
  { levels, params, source, name }: ServiceDocument,
  platform: PlatformModel,
  rules: readonly PackRule[],
): readonly Finding[] {
  const at = (block: string) => (rule: string) => source.placeOfKey(["policies", block, rule]);
  return [
    ...checkLevels(levels, rules, at("levels"), name),
    ...checkParameters(params, rules, at("params"), name),
    ...checkTeamLevels(levels, platform.levels, rules, name, at("levels")),
  ];
}
