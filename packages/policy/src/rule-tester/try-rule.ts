import { type Finding, fingerprint, type Json } from "@towpath/core";
import { checkPolicy } from "../engine/check-policy.ts";
import type { RuleStatistics } from "../engine/statistics.ts";
import type { Rule } from "../rule/define-rule.ts";
import { openScene, type Surroundings } from "../scene/open-scene.ts";
import { type Scene, SceneError } from "../scene/scene.ts";
import type { SceneParts } from "../scene/scene-parts.ts";

/** What a rule said of a scene. */
export interface Tried {
  readonly reports: readonly Reported[];
  /** How many subjects it saw. */
  readonly subjects: number;
  /** The scene's texts, by file. */
  readonly texts: ReadonlyMap<string, string>;
  /** The file that places are given in where none is named. */
  readonly main: string;
  /** The changes and services that the scene lists. */
  readonly changes: SceneParts["changes"];
  readonly services: SceneParts["services"];
}

/** One finding of a rule. */
export interface Reported {
  /** One of the rule's messages, `indeterminate` or `error`. */
  readonly messageId: string;
  readonly finding: Finding;
}

/** Holds a rule against a scene. @throws {SceneError} where the scene is no part of valid documents */
export function tryRule(rule: Rule, scene: Scene, around: Surroundings): Tried {
  const { request, texts, main, changes, services } = openScene(rule, scene, around);
  const params: Readonly<Record<string, Json>> | undefined = scene.params;
  const { findings, rules } = checkPolicy({
    ...request,
    rules: [{ rule, level: "mandatory" }],
    levels: {},
    params: params ? [{ by: "the test", isPlatform: true, values: { [rule.id]: params } }] : [],
    now: around.now,
  });
  const wrong = findings.find(({ code }) => code !== rule.id);
  if (wrong) throw new SceneError([wrong.message, ...wrong.suggestions].join(" "));
  return {
    reports: findings.map((finding) => ({ messageId: messageIdOf(rule, finding), finding })),
    subjects: seen(rules),
    texts,
    main,
    changes,
    services,
  };
}

function seen(rules: readonly RuleStatistics[]): number {
  return rules.reduce((sum, { subjects }) => sum + subjects, 0);
}

/** A finding does not say which message it has; its fingerprint was made from it. */
function messageIdOf({ meta }: Rule, { code, service, address, fingerprint: print, outcome }: Finding): string {
  if (outcome === "error" || outcome === "indeterminate") return outcome;
  const ids = [...Object.keys(meta.messages), "indeterminate"];
  return ids.find((id) => fingerprint({ code, service, address, discriminator: id }) === print) ?? "";
}
