import { compareText, type Finding, type Level, makeFinding, nearest, own, type Place } from "@towpath/core";
import type { PolicyFindingCode } from "../errors.ts";
import type { Rule } from "../rule/define-rule.ts";
import type { PackRule } from "./pack.ts";

/** How a rule's failures weigh; `off` keeps it from being evaluated. */
export type LevelName = Level | "off";

/** What a platform says about rules, for all environments or for each. */
export type Levels = Readonly<Record<string, LevelName | Readonly<Record<string, LevelName>>>>;

const STRICTNESS: readonly LevelName[] = ["off", "advisory", "mandatory"];

/** The strictest of several levels, `off` where there are none. */
export function strictest(levels: Iterable<LevelName>): LevelName {
  let strictness = 0;
  for (const level of levels) strictness = Math.max(strictness, STRICTNESS.indexOf(level));
  return STRICTNESS[strictness] ?? "off";
}

/**
 * The level of a rule in an environment: what the platform says, or the pack's where it says nothing about it. Outside an
 * environment (a document) the strictest of what it says for any.
 */
export function levelOf(rule: string, environment: string | undefined, levels: Levels, fallback: LevelName): LevelName {
  const said = own(levels, rule);
  if (said === undefined) return fallback;
  if (typeof said === "string") return said;
  if (environment === undefined) return strictest(Object.values(said));
  return own(said, environment) ?? fallback;
}

/**
 * The level of a rule for a service: the platform's, or the service's own where that is stricter.
 *
 * @param team what the service's manifest says
 */
export function levelFor(
  rule: string,
  environment: string | undefined,
  levels: Levels,
  team: Levels | undefined,
  fallback: LevelName,
): LevelName {
  const level = levelOf(rule, environment, levels, fallback);
  return team === undefined ? level : strictest([level, levelOf(rule, environment, team, "off")]);
}

/** A finding for each level of a service's manifest that asks for less than its platform: it has no effect. */
export function checkTeamLevels(
  team: Levels,
  levels: Levels,
  rules: readonly PackRule[],
  service: string,
  placeOf: (rule: string) => Place | undefined,
): readonly Finding[] {
  return rules.flatMap(({ rule: { id }, level: fallback }) => {
    const said = own(team, id);
    if (said === undefined) return [];
    const asked = typeof said === "string" ? [[undefined, said] as const] : Object.entries(said);
    const looser = asked.filter(([environment, level]) => {
      const least = levelOf(id, environment, levels, fallback);
      return strictest([level, least]) !== level;
    });
    if (looser.length === 0) return [];
    const place = placeOf(id);
    const least = strictest(looser.map(([environment]) => levelOf(id, environment, levels, fallback)));
    return [
      makeFinding({
        code: "policy/loosened-level" satisfies PolicyFindingCode,
        message: `The platform takes ${id} as ${least}, and a service may only be stricter with itself.`,
        docs: "packages/operations/docs/errors.md#policy-loosened-level",
        level: least === "mandatory" ? "mandatory" : "advisory",
        service,
        address: `policies.levels.${id}`,
        places: place ? [place] : [],
        suggestions: ["Take the level out of the manifest, or ask for a waiver."],
      }),
    ];
  });
}

/**
 * A finding for each level that names a rule which no pack has: a misspelt name must not switch a rule off in silence.
 * Rules of settings (`setting/TYPE/NAME`) belong to resource types and are left alone.
 *
 * @param placeOf where the platform, or the service, says it
 * @param service whose manifest says it; the platform does when absent
 */
export function checkLevels(
  levels: Levels,
  rules: readonly { readonly rule: Rule }[],
  placeOf: (rule: string) => Place | undefined,
  service?: string,
): readonly Finding[] {
  const named = Object.keys(levels).filter((id) => !id.startsWith("setting/"));
  return unknownRules({ named, rules, placeOf, service, block: "levels", what: "its level has" });
}

/** The same for parameters: one that is set for no rule has no effect, and whoever set it believes that it has. */
export function checkParameters(
  params: Readonly<Record<string, unknown>>,
  rules: readonly { readonly rule: Rule }[],
  placeOf: (rule: string) => Place | undefined,
  service?: string,
): readonly Finding[] {
  const named = Object.keys(params);
  return unknownRules({ named, rules, placeOf, service, block: "params", what: "its parameters have" });
}

interface NamedRules {
  readonly named: readonly string[];
  readonly rules: readonly { readonly rule: Rule }[];
  readonly placeOf: (rule: string) => Place | undefined;
  readonly service: string | undefined;
  readonly block: "levels" | "params";
  readonly what: string;
}

function unknownRules({ named, rules, placeOf, service, block, what }: NamedRules): readonly Finding[] {
  const ids = new Set(rules.map(({ rule }) => rule.id));
  const unknown = named.filter((id) => !ids.has(id));
  return unknown.sort(compareText).map((id) => {
    const [place, near] = [placeOf(id), nearest(id, ids)];
    return makeFinding({
      code: "policy/unknown-rule" satisfies PolicyFindingCode,
      message: `No policy pack has a rule "${id}", so ${what} no effect.`,
      docs: "packages/operations/docs/errors.md#policy-unknown-rule",
      service,
      address: `policies.${block}.${id}`,
      places: place ? [place] : [],
      suggestions: near === undefined ? [] : [`Did you mean "${near}"?`],
    });
  });
}
