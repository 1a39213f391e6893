import { type Finding, makeFinding } from "@towpath/core";
import type { PlatformModel } from "@towpath/manifest";
import { builtInPack, checkLevels, type PackRule, recommended } from "@towpath/policy";

/** The rules of a platform's packs, and what is wrong with how it names packs and rules. The recommended pack where it names none. */
export function rulesOf(platform: PlatformModel): {
  readonly rules: readonly PackRule[];
  readonly findings: readonly Finding[];
} {
  const named = platform.packs.map((name, index) => ({
    pack: builtInPack(name),
    name,
    pointer: `/policies/packs/${index}`,
  }));
  const packs = named.length > 0 ? named.flatMap(({ pack }) => pack ?? []) : [recommended];
  const rules = packs.flatMap((pack) => pack.rules);
  const unknown = named.filter(({ pack }) => !pack).map(({ name, pointer }) => unknownPack(name, pointer, platform));
  // A pack that cannot be loaded may have any rule.
  const levels =
    unknown.length > 0
      ? []
      : checkLevels(platform.levels, rules, (rule) => platform.source.placeOfKey(["policies", "levels", rule]));
  return { rules, findings: [...unknown, ...levels] };
}

function unknownPack(name: string, pointer: string, platform: PlatformModel): Finding {
  return makeFinding({
    code: "operation/pack-not-built",
    message: `Policy pack "${name}" cannot be loaded: only packs that come with Towpath are built yet, and its rules were not checked.`,
    docs: "packages/operations/docs/errors.md#operation-pack-not-built",
    address: "policies.packs",
    places: [platform.placeOf(pointer)],
    suggestions: [`Use "${recommended.name}".`],
    discriminator: name,
  });
}
