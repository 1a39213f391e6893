import { compareText, type Finding, type Level, makeFinding, nearest, own, type Place } from "@towpath/core";
import type { Rule } from "../rule/define-rule.ts";

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
 * A finding for each level that names a rule which no pack has: a misspelt name must not switch a rule off in silence.
 * Rules of settings (`setting/TYPE/NAME`) belong to resource types and are left alone.
 *
 * @param placeOf where the platform says it
 */
export function checkLevels(
  levels: Levels,
  rules: readonly { readonly rule: Rule }[],
  placeOf: (rule: string) => Place | undefined,
): readonly Finding[] {
  const ids = rules.map(({ rule }) => rule.id);
  const unknown = Object.keys(levels).filter((id) => !id.startsWith("setting/") && !ids.includes(id));
  return unknown.sort(compareText).map((id) => {
    const [place, near] = [placeOf(id), nearest(id, ids)];
    return makeFinding({
      code: "policy/unknown-rule",
      message: `No policy pack has a rule "${id}", so its level has no effect.`,
      docs: "packages/policy/docs/rules/README.md",
      address: `policies.levels.${id}`,
      places: place ? [place] : [],
      suggestions: near === undefined ? [] : [`Did you mean "${near}"?`],
    });
  });
}
