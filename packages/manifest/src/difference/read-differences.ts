import { addressSegments, own } from "@towpath/core";
import type { GraphResource } from "../graph/graph-resource.ts";
import { changeEffects, type Effect } from "../setting/change-effects.ts";
import type { Difference } from "./difference.ts";
import { type Risk, worstRisk } from "./risk.ts";

/** What changing a thing that stays what it is comes to. */
export interface Reading<Action extends string = "update" | "upgrade" | "replace"> {
  readonly action: Action;
  readonly risk: Risk;
  readonly reasons: readonly string[];
}

/**
 * How a resource type says that a resource changes, by the `change` of its settings: what plans of what is there and
 * differences of graphs go by alike.
 *
 * @param differences of `version`, `variant` and `settings.NAME`, each with the path that it has below the resource
 */
export function readDifferences(
  resource: Pick<GraphResource, "settings" | "isStateful">,
  differences: readonly Difference[],
): Reading {
  if (differences.some(({ path }) => path === "variant"))
    return readReplacement(resource, ["Another variant is another thing."]);
  const effects = differences
    .filter(({ path }) => path.startsWith("settings."))
    .flatMap((difference) => effectsOf(resource, difference).map((effect) => ({ path: difference.path, effect })));
  const replacing = effects.filter(({ effect }) => effect === "replace").map(({ path }) => path);
  if (replacing.length > 0)
    return readReplacement(
      resource,
      replacing.map((path) => `${path} cannot change in place.`),
    );
  const risk: Risk = effects.some(({ effect }) => effect === "restart") ? "restart" : "none";
  if (differences.some(({ path }) => path === "version"))
    return { action: "upgrade", risk: worstRisk([risk, "downtime"]), reasons: ["Another version is wanted."] };
  return { action: "update", risk, reasons: [] };
}

/** What making a new thing in the place of one comes to. */
export function readReplacement(
  { isStateful }: Pick<GraphResource, "isStateful">,
  reasons: readonly string[],
): Reading<"replace"> {
  return { action: "replace", risk: isStateful ? "data-loss" : "downtime", reasons };
}

/** What a resource that left the manifest comes to: what holds data is kept. */
export function readRemoval({ isStateful }: Pick<GraphResource, "isStateful">): Reading<"retain" | "delete"> {
  return isStateful
    ? { action: "retain", risk: "none", reasons: ["It left the manifest and holds data, which is kept."] }
    : { action: "delete", risk: "downtime", reasons: ["It left the manifest."] };
}

/** What a setting, or a part of it, that differs does to the thing. */
function effectsOf({ settings }: Pick<GraphResource, "settings">, difference: Difference): readonly Effect[] {
  const [, name = "", ...part] = addressSegments(difference.path);
  const setting = own(settings, name);
  return setting ? changeEffects(setting, part, difference.before, difference.after) : ["update"];
}
